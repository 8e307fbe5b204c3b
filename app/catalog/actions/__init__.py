"""Everything that changes the library: one function a verb."""

from app.catalog.actions.create import checked_title, checked_visibility, create, require_new
from app.catalog.actions.edit import archive, give_to, restore, update
from app.catalog.actions.favourites import keep_at_hand
from app.catalog.actions.publish import (
    Base,
    as_published,
    base_of,
    checked_note,
    kept_mode,
    publish,
    require_in_use,
    require_other,
    revise,
    switch_mode,
    switchable,
)
from app.catalog.actions.reading import Upload, from_text, parsed, prepare, read, title_in
from app.catalog.actions.sentences import compare, tell_older
from app.catalog.actions.switch import switch

__all__ = [
    "Base", "Upload", "archive", "as_published", "base_of", "checked_note", "checked_title", "checked_visibility",
    "compare", "create", "from_text", "give_to", "keep_at_hand", "kept_mode", "parsed", "prepare", "publish", "read",
    "require_in_use", "require_new", "require_other", "restore", "revise", "switch", "switch_mode", "switchable",
    "tell_older", "title_in", "update",
]  # fmt: skip
