"""What was said, where, and how much of it."""

from app.discussion.queries.counts import comments_on_proposal, counts, flag_total
from app.discussion.queries.flags import (
    Flags,
    flag_counts,
    flags_of,
    flags_on_step,
    flags_page,
    most_flagged,
    recent_flags,
)
from app.discussion.queries.offers import Place, people_to_mention, readers
from app.discussion.queries.people import flagged_by, said_by
from app.discussion.queries.pictures import free_pictures, picture, pictures_of
from app.discussion.queries.steps import comment_in, step_name, step_names
from app.discussion.queries.stream import (
    Flagged,
    Thread,
    flagged,
    newest_flags,
    newest_threads,
    root_of,
    threads,
)
from app.discussion.queries.threads import (
    Said,
    comments_on_instance,
    comments_on_step,
    of_ones_own,
    on_instance,
    on_proposal,
    on_step,
    reported,
    said_where,
    told_of_instance,
)
from app.discussion.queries.windows import MOST, Window

__all__ = [
    "MOST",
    "Flagged",
    "Flags",
    "Place",
    "Said",
    "Thread",
    "Window",
    "comment_in",
    "comments_on_instance",
    "comments_on_proposal",
    "comments_on_step",
    "counts",
    "flag_counts",
    "flag_total",
    "flagged",
    "flagged_by",
    "flags_of",
    "flags_on_step",
    "flags_page",
    "free_pictures",
    "most_flagged",
    "newest_flags",
    "newest_threads",
    "of_ones_own",
    "on_instance",
    "on_proposal",
    "on_step",
    "people_to_mention",
    "picture",
    "pictures_of",
    "readers",
    "recent_flags",
    "reported",
    "root_of",
    "said_by",
    "said_where",
    "step_name",
    "step_names",
    "threads",
    "told_of_instance",
]  # fmt: skip
