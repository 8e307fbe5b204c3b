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
from app.discussion.actions.pictures import MOST as MOST_PICTURES
from app.discussion.actions.pictures import Shown, add_picture, forget_unused, keep_pictures, take_picture
from app.discussion.actions.reactions import react

__all__ = [
    "MOST_PICTURES", "Shown", "add_comment", "add_picture", "delete_comment", "edit_comment", "explain_flag",
    "forget_unused", "hide_comment", "keep_pictures", "raise_flag", "react", "report_comment", "show_comment",
    "take_picture", "withdraw_flag",
]  # fmt: skip
