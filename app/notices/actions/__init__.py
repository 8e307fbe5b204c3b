"""What is done with notices: tell, mark as read, choose how mail comes."""

from app.notices.actions.preferences import prefer, preference_of, unsubscribe
from app.notices.actions.read import read, read_all
from app.notices.actions.tell import tell

__all__ = ["prefer", "preference_of", "read", "read_all", "tell", "unsubscribe"]
