"""The pages of discussions."""

from __future__ import annotations

from app.discussion.pages import cases, comments, pictures, process, step, worth, writing
from app.discussion.pages.base import blueprint

__all__ = ["blueprint", "cases", "comments", "pictures", "process", "step", "worth", "writing"]
