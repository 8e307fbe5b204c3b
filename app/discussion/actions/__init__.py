"""What can be said and done in discussions."""

from app.discussion.actions.comments import (
    add_comment,
    delete_comment,
    edit_comment,
    hide_comment,
    report_comment,
    show_comment,
)
from app.discussion.actions.flags import explain_flag, raise_flag, withdraw_flag
from app.discussion.actions.reactions import react

__all__ = [
    "add_comment", "delete_comment", "edit_comment", "explain_flag", "hide_comment", "raise_flag", "react",
    "report_comment", "show_comment", "withdraw_flag",
]  # fmt: skip
