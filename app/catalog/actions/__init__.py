"""Everything that changes the library: one function a verb."""

from app.catalog.actions.create import create, require_new
from app.catalog.actions.edit import archive, give_to, restore, update
from app.catalog.actions.publish import (
    Base,
    as_published,
    base_of,
    kept_mode,
    publish,
    require_other,
    revise,
    switch_mode,
    switchable,
)
from app.catalog.actions.reading import Upload, from_text, parsed, prepare, read
from app.catalog.actions.sentences import compare, tell_older

__all__ = [
    "Base", "Upload", "archive", "as_published", "base_of", "compare", "create", "from_text", "give_to", "kept_mode",
    "parsed", "prepare", "publish", "read", "require_new", "require_other", "restore", "revise", "switch_mode",
    "switchable", "tell_older", "update",
]  # fmt: skip
