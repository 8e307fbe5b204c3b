"""What other features and the pages read from the library."""

from app.catalog.queries.answering import (
    all_who_can_act,
    answered_by,
    answering,
    naming_unit,
    owned_count,
    without_owner,
)
from app.catalog.queries.companions import beside, changed_files, file_list, files_of, known_to
from app.catalog.queries.history import StepInVersion, StepStory, story
from app.catalog.queries.library import Filter, favourites_among, find, has_any, units_in_use
from app.catalog.queries.models import definition, diagram_xml, fault, lines, model, outline, thumbnail
from app.catalog.queries.processes import (
    by_id,
    in_unit,
    lock_process,
    open_to,
    owned_by,
    parent_keys,
    process_by_key,
    public_process,
    to_see,
    visible,
    visible_inside,
)
from app.catalog.queries.search import processes_like, steps_like
from app.catalog.queries.unreadable import UNTELLABLE, WAY_OUT, Incomparable, Unreadable
from app.catalog.queries.versions import (
    live_version,
    step,
    steps,
    successions,
    version,
    version_by_id,
    version_numbers,
    versions,
    versions_page,
)
from app.catalog.queries.whole import key_for, model_for, reads_files, whole

__all__ = [
    "UNTELLABLE", "WAY_OUT", "Filter", "Incomparable", "StepInVersion", "StepStory", "Unreadable", "all_who_can_act",
    "answered_by", "answering", "beside", "by_id", "changed_files", "definition", "diagram_xml", "fault",
    "favourites_among", "file_list", "files_of", "find", "has_any", "in_unit", "key_for", "known_to", "lines",
    "live_version", "lock_process", "model", "model_for", "naming_unit", "open_to", "outline", "owned_by",
    "owned_count", "parent_keys", "process_by_key", "processes_like", "public_process", "reads_files", "step", "steps",
    "steps_like", "story", "successions", "thumbnail", "to_see", "units_in_use", "version", "version_by_id",
    "version_numbers", "versions", "versions_page", "visible", "visible_inside", "whole", "without_owner",
]  # fmt: skip
