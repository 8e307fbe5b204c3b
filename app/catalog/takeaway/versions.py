"""What changed between two versions, to take away."""

from __future__ import annotations

from app.catalog.queries import model
from app.catalog.queries.version_diff import Compared
from app.catalog.tables import Process, Version
from app.catalog.takeaway.between import markdown_between, picture_between
from app.kernel.i18n import _, joined


def picture_of_versions(process: Process, before: Version, after: Version, found: Compared) -> str:
    """Draw what changed between two versions; raises Unreadable or Incomparable."""
    return picture_between(model(before), model(after), process.title, _between(before, after), found.sentence)


def markdown_of_versions(process: Process, before: Version, after: Version, found: Compared) -> str:
    """Write what changed between two versions as Markdown; raises Unreadable or Incomparable."""
    title = joined(": ", [process.title, _between(before, after)])
    return markdown_between(model(before), model(after), title, found.sentence, found.diff)


def name_of_versions(process: Process, before: Version, after: Version) -> str:
    """Give what the file is saved under, without its ending."""
    return f"{process.key}-v{before.number}-v{after.number}"


def _between(before: Version, after: Version) -> str:
    return _("Version {before} → version {after}", before=str(before.number), after=str(after.number))
