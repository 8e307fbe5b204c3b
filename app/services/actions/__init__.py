"""What administrators, workers and background jobs do with services."""

from app.services.actions.enqueue import bring_forward, offer
from app.services.actions.execute import begin, settle
from app.services.actions.external import complete, error, extend, fail, fetch
from app.services.actions.manage import remove_connector, remove_secret, save_connector, save_secret, set_mail_policy

__all__ = [
    "begin", "bring_forward", "complete", "error", "extend", "fail", "fetch", "offer", "remove_connector",
    "remove_secret", "save_connector", "save_secret", "set_mail_policy", "settle",
]  # fmt: skip
