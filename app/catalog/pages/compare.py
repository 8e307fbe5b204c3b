"""Two versions on one canvas, in words and as a list; and as picture, text and a page on paper, to take away."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import render_template

from app.catalog.pages.base import asked_number, blueprint, numbered, opened
from app.catalog.queries import fault, versions
from app.catalog.queries.version_diff import compared, compared_or_not
from app.catalog.tables import Process, Version
from app.catalog.takeaway import (
    markdown_of_versions,
    name_of_versions,
    picture_answer,
    picture_of_versions,
    text_answer,
)
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.times.moments import local_day
from app.kernel.times.zones import day_words


@blueprint.get("/processes/<key>/compare")
def compare(key: str) -> str:
    """Compare two versions; by default the live one with the one before it."""
    process, before, after = _asked(key)
    found, why_not = compared_or_not(current_session(), before, after)
    return render_template(
        "catalog/compare.html", process=process, before=before, after=after, found=found, why_not=why_not,
        faults=[why for why in (fault(before), fault(after)) if why],
        options=[(v.number, _dated(v)) for v in versions(current_session(), process)],
    )  # fmt: skip


@blueprint.get("/processes/<key>/compare.svg")
def compare_picture(key: str) -> FlaskResponse:
    """Give what changed between two versions as one picture."""
    process, before, after = _asked(key)
    found = compared(current_session(), before, after)
    name = name_of_versions(process, before, after)
    return picture_answer(picture_of_versions(process, before, after, found), name)


@blueprint.get("/processes/<key>/compare.md")
def compare_text(key: str) -> FlaskResponse:
    """Give what changed between two versions as Markdown."""
    process, before, after = _asked(key)
    found = compared(current_session(), before, after)
    name = name_of_versions(process, before, after)
    return text_answer(markdown_of_versions(process, before, after, found), name)


@blueprint.get("/processes/<key>/compare/paper")
def compare_on_paper(key: str) -> str:
    """Show picture and words of what changed between two versions on a page that prints well."""
    process, before, after = _asked(key)
    found, why_not = compared_or_not(current_session(), before, after)
    return render_template(
        "catalog/compare_paper.html", process=process, before=before, after=after, found=found, why_not=why_not
    )


def _asked(key: str) -> tuple[Process, Version, Version]:
    """Give the process and the two versions that the address names."""
    process = opened(key)
    after = numbered(process, asked_number("to", process.live_number))
    return process, numbered(process, asked_number("from", max(1, after.number - 1))), after


def _dated(version: Version) -> str:
    return _("Version {number}, {day}", number=str(version.number), day=day_words(local_day(version.created_at)))
