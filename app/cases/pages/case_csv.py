"""The list of cases as a table for spreadsheets, as it is narrowed and in its order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response

from app.accounts.queries import people_shown
from app.cases import queries
from app.cases.pages.base import blueprint
from app.cases.pages.case_list import MOST_IN_CSV, VIEW, narrowed_by_address
from app.cases.queries.case_groups import listed_cases
from app.cases.queries.places import Place
from app.cases.tables import Instance
from app.kernel.api.schemas import iso
from app.kernel.db.database import Database
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import current_actor, stepwell
from app.kernel.i18n import languages
from app.kernel.pages.list_views import list_view
from app.kernel.pages.spreadsheet import BOM, inert
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor

AT_ONCE = 500
COLUMNS = (
    "case_id", "case", "process", "process_title", "version", "state", "started_at", "started_by", "ended_at",
    "stands_at", "since", "due_at",
)  # fmt: skip


@blueprint.get("/instances.csv")
@transaction("own")
def instances_csv() -> Response:
    """Give the first ten thousand of the cases that the list shows, one a line.

    Heads and states are codes that stay, whatever the reader's language; moments are in UTC.
    """
    signed_in()
    narrow = narrowed_by_address(list_view(VIEW))
    lines = _lines(stepwell().database, current_actor(), narrow, languages.current())
    headers = {"Content-Disposition": "attachment; filename=cases.csv", "Cache-Control": "no-store"}
    return Response(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(database: Database, actor: Actor, narrow: dict[str, Any], language: str) -> Iterator[str]:
    """Read page by page, each in a unit of work of its own, so that nobody waits for a slow reader."""
    yield BOM + _line(COLUMNS)
    cursor: str | None = None
    for _page in range(MOST_IN_CSV // AT_ONCE):
        with unit_of_work(database, readonly=True) as session, languages.speaking(language):
            sort = narrow.get("sort") or "newest"
            wanted = {key: value for key, value in narrow.items() if key != "sort"}
            found = listed_cases(session, actor, None, sort, cursor, AT_ONCE, **wanted)
            places = queries.places(session, [one.id for one in found.items])
            who = people_shown(session, actor, (one.started_by for one in found.items))
            text = "".join(_line(_cells(one, places.get(one.id, []), who)) for one in found.items)
        yield text
        cursor = found.next
        if cursor is None:
            return


def _cells(one: Instance, places: list[Place], who: dict[str, Any]) -> list[str]:
    """Give the cells of a case, none of which a spreadsheet program takes for a formula."""
    due = [place.due_at for place in places if place.due_at]
    starter = who[one.started_by].name if one.started_by in who else ""
    cells = (
        one.id, one.business_key or "", one.process.key, one.process.title, str(one.version.number), one.state,
        iso(one.started_at), starter, iso(one.ended_at), "; ".join(str(place.name) for place in places),
        iso(places[0].since) if places else "", iso(min(due)) if due else "",
    )  # fmt: skip
    return [inert(str(cell or "")) for cell in cells]


def _line(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
