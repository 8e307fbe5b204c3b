"""What people do with forms: drafts, files, the form with which a case starts."""

from app.taskforms.actions.drafts import drop_draft, save_draft
from app.taskforms.actions.files import add_file, attach, forget_files, keep_content
from app.taskforms.actions.start_form import start_filled, start_form

__all__ = [
    "add_file",
    "attach",
    "drop_draft",
    "forget_files",
    "keep_content",
    "save_draft",
    "start_filled",
    "start_form",
]
