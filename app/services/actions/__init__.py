"""What administrators, workers and background jobs do with services."""

from app.services.actions.carrying import begin, settle
from app.services.actions.external import complete, error, extend, fail, fetch
from app.services.actions.manage import remove_connector, remove_secret, save_connector, save_secret, set_mail_policy
from app.services.actions.offering import bring_forward, offer

__all__ = [
    "begin", "bring_forward", "complete", "error", "extend", "fail", "fetch", "offer", "remove_connector",
    "remove_secret", "save_connector", "save_secret", "set_mail_policy", "settle",
]  # fmt: skip
