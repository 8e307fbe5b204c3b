"""What people and background jobs do with targets."""

from app.targets.actions.deliver import begin, order, settle
from app.targets.actions.manage import Wanted, add, deliver_again, deliver_live, remove

__all__ = ["Wanted", "add", "begin", "deliver_again", "deliver_live", "order", "remove", "settle"]
