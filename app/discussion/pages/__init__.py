"""The pages of discussions."""

from __future__ import annotations

from app.discussion.pages import comments, process, step
from app.discussion.pages.base import blueprint

__all__ = ["blueprint", "comments", "process", "step"]
