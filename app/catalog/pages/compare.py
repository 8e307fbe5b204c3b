"""Two versions on one canvas, in words and as a list."""

from __future__ import annotations

from flask import render_template

from app.catalog.pages.base import asked_number, blueprint, numbered, opened
from app.catalog.queries import fault, versions
from app.catalog.queries.version_diff import compared_or_not
from app.catalog.tables import Version
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.times.moments import local_day
from app.kernel.times.zones import day_words


@blueprint.get("/processes/<key>/compare")
def compare(key: str) -> str:
    """Compare two versions; by default the live one with the one before it."""
    process = opened(key)
    after = numbered(process, asked_number("to", process.live_number))
    before = numbered(process, asked_number("from", max(1, after.number - 1)))
    found, why_not = compared_or_not(current_session(), before, after)
    return render_template(
        "catalog/compare.html", process=process, before=before, after=after, found=found, why_not=why_not,
        faults=[why for why in (fault(before), fault(after)) if why],
        options=[(v.number, _dated(v)) for v in versions(current_session(), process)],
    )  # fmt: skip


def _dated(version: Version) -> str:
    return _("Version {number}, {day}", number=str(version.number), day=day_words(local_day(version.created_at)))
