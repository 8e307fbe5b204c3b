"""Changes to take away: as one picture, as Markdown, and as an answer of either sort."""

from app.catalog.takeaway.answers import JSON, answer, asked_format, picture_answer, text_answer
from app.catalog.takeaway.between import markdown_between, picture_between
from app.catalog.takeaway.versions import markdown_of_versions, name_of_versions, picture_of_versions

__all__ = [
    "JSON", "answer", "asked_format", "markdown_between", "markdown_of_versions", "name_of_versions",
    "picture_answer", "picture_between", "picture_of_versions", "text_answer",
]  # fmt: skip
