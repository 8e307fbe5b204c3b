"""Forms on pages: a JSON Schema as fields that people fill in, and what they typed as the data it describes."""

from app.taskforms.forms.editing import edited
from app.taskforms.forms.kinds import file_fields, has_files
from app.taskforms.forms.reading import read_form
from app.taskforms.forms.view import form_view

__all__ = ["edited", "file_fields", "form_view", "has_files", "read_form"]
