"""Everything that changes the library: one function a verb."""

from app.catalog.actions.create import create
from app.catalog.actions.edit import archive, give_to, restore, update
from app.catalog.actions.publish import kept_mode, publish, revise, switch_mode, tell_older
from app.catalog.actions.reading import Upload, from_text, parsed, read

__all__ = [
    "Upload", "archive", "create", "from_text", "give_to", "kept_mode", "parsed", "publish", "read", "restore",
    "revise", "switch_mode", "tell_older", "update",
]  # fmt: skip
