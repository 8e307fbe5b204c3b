"""The lists of cases: all that one sees and those of a process, in groups, looked at as the browser remembers."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.accounts.queries import people_shown
from app.cases import queries
from app.cases.pages.base import blueprint
from app.cases.pages.sections import further_down, sections_of
from app.cases.policy import Cases
from app.cases.queries.case_groups import case_grouping, case_groups, listed_cases
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.http.application import current_session, is_fragment
from app.kernel.pages.list_views import ListView, Offered, list_view
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor

FILTERS = ("process", "unit", "step", "state", "mine", "overdue", "q", "sort")
COLUMNS = ("process", "stands", "due", "age", "who")
MOST_IN_CSV = 10_000
VIEW = Offered("cases", ("none", "process", "state", "step"), ("newest", "oldest", "due"), COLUMNS)
PAGE = 50


@blueprint.get("/instances")
def instances() -> str:
    """List cases with where they stand, in groups and in the order that one chose, with filters in the address."""
    session, actor = current_session(), signed_in()
    view = list_view(VIEW)
    narrow = narrowed_by_address(view)
    shown = _listed(actor, view, narrow, {"endpoint": "work.instances"})
    if is_fragment():
        return render_template("cases/_cases.html", **shown)
    return render_template(
        "cases/instances.html", filters=queries.saved_filters(session, actor.id, "cases"),
        processes=queries.processes_to_choose(session, actor, narrow["process"]),
        units=catalog.units_in_use(session, actor),
        steps=queries.steps_to_choose(session, actor, narrow["process"], narrow["step"]) if narrow["process"] else [],
        **shown,
    )  # fmt: skip


def narrowed_by_address(view: ListView) -> dict[str, Any]:
    """Give what the address narrows the list to, and its order where it is not that of who has chosen none."""
    narrow: dict[str, Any] = {key: request.args.get(key) or None for key in FILTERS}
    narrow["step"] = narrow["step"] if narrow["process"] else None
    narrow["sort"] = view.sort if view.sort != VIEW.sorts[0] else None
    return narrow


@blueprint.get("/processes/<key>/work")
def of_process(key: str) -> str:
    """Show the cases of one process."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    view = list_view(VIEW)
    narrow = {"state": request.args.get("state") or None, "step": request.args.get("step") or None}
    narrow["sort"] = view.sort if view.sort != VIEW.sorts[0] else None
    shown = _listed(actor, view, narrow, {"endpoint": "work.of_process", "key": key}, process=key)
    if is_fragment():
        return render_template("cases/_cases.html", **shown)
    return render_template(
        "cases/of_process.html", process=process, may_start=policy.allows(actor, Cases.START, process), **shown
    )


def _listed(actor: Actor, view: ListView, narrow: dict[str, Any], base: dict[str, str], **fixed: str) -> dict[str, Any]:
    """Give what the list shows: cases in groups, where each stands, and the address it is at."""
    session, cursor = current_session(), request.args.get("cursor")
    by = case_grouping("none" if fixed and view.group == "process" else view.group)
    wanted = {**{key: value for key, value in narrow.items() if key != "sort"}, **fixed}
    found = listed_cases(session, actor, by, view.sort, cursor, PAGE, **wanted)
    places = queries.places(session, [one.id for one in found.items])
    counted = case_groups(session, actor, by, found.begins, **wanted) if by and found.items else []
    key_of = (lambda one: by.key_of(one, places.get(one.id, []))) if by else None
    sections = sections_of(found.items, key_of, counted)
    here = [place for of_one in places.values() for place in of_one]
    columns = view.columns_with(
        stands=bool(here) or any(one.state == "running" and one.waits for one in found.items),
        due=any(place.due_at for place in here),
    )
    return {
        "sections": sections, "places": places, "narrow": narrow, "view": view, "columns": columns, "cursor": cursor,
        "next": found.next, "others": further_down(sections, counted),
        "who": people_shown(session, actor, (one.started_by for one in found.items)), "base": base,
        "count": len(found.items), "many_groups": len(counted) > 1 or bool(cursor), "one_process": bool(fixed),
        "csv_most": MOST_IN_CSV,
    }  # fmt: skip
