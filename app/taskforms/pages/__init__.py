"""What comes with forms on pages: files, sent and taken away."""

from app.taskforms.pages import files, uploads

__all__ = ["files", "uploads"]
