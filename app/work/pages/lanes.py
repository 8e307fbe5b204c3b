"""Who does a lane: the form that adds somebody and takes somebody out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import actors, find_unit, units
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, NotFound, StepwellError
from app.kernel.fingerprints import fingerprint
from app.kernel.preconditions import seen
from app.kernel.web import current_session
from app.work import actions, queries
from app.work.pages.base import blueprint, signed_in
from app.work.policy import PERFORMERS, Work
from app.work.tables import LaneMapping
from app.work.words import PEOPLE

WAYS = {
    "role": "Those with a role",
    "unit": "Everybody who works in a unit",
    "group": "A group",
    "person": "One person",
}
FIELDS = ("way", "role", "where", "unit", "group", "person")


@blueprint.get("/processes/<key>/lanes/edit")
def edit_lane(key: str) -> ResponseReturnValue:
    """Show who does a lane, with the form that changes it."""
    process, lane = _opened(key)
    return _form(process, lane, {"way": "role"}, {})


@blueprint.post("/processes/<key>/lanes/edit")
def change_lane(key: str) -> ResponseReturnValue:
    """Add somebody to those who do a lane, or take somebody out; what was typed stays where it is refused."""
    session, actor = current_session(), signed_in()
    process, lane = _opened(key)
    typed = {field: request.form.get(field, "").strip() for field in FIELDS}
    catalog.lock_process(session, key)
    rows = _mapped(session, process)
    try:
        seen(_state(rows))
        leaving = request.form.get("leave")
        kept = [actions.mapping_of(row) for row in rows if row.id != leaving]
        added = [] if leaving else [_added(session, lane, typed)]
        actions.map_lanes(session, actor, process, [*kept, *added])
    except (Invalid, Conflict) as error:
        return _form(process, lane, typed, getattr(error, "errors", None) or {"_": error.detail}, error)
    flash("Saved. It holds at once, also for tasks that are open.", "success")
    return redirect(url_for("work.edit_lane", key=key, lane=lane), 303)


def _added(session: Session, lane: str, typed: dict[str, str]) -> dict[str, Any]:
    """Give what was typed as a mapping; raises Invalid where the field of the chosen way is empty."""
    way = typed["way"]
    if way not in WAYS:
        raise Invalid("BAD_MAPPING", "Expected who does the lane. Choose one.", {"way": "Choose one."})
    if not typed[way]:
        words = f"Choose which {way}."
        raise Invalid("BAD_MAPPING", f"Expected a {way}, but none was chosen. {words}", {way: words})
    if way == "role":
        where = find_unit(session, typed["where"], "where")
        return {"lane": lane, "role": typed["role"], "unit_id": where.id if where else None}
    return {"lane": lane, f"{way}_id": typed[way]}


def _form(
    process: Process, lane: str, typed: dict[str, Any], errors: dict[str, str], error: StepwellError | None = None
) -> ResponseReturnValue:
    session = current_session()
    rows = _mapped(session, process)
    here = [row for row in rows if row.lane == lane]
    places, without = units(session), queries.without_people(session, process)[0]
    page = render_template(
        "work/lane_edit.html", process=process, lane=lane, typed=typed, errors=errors, ways=list(WAYS.items()),
        mapped=list(zip(here, queries.mapping_words(session, here), strict=True)), seen=_state(rows),
        nobody=(lane if here else "") in without, groups=queries.groups(session),
        roles=[(role, PEOPLE[role].capitalize()) for role in PERFORMERS],
        units=[(unit.id, "– " * unit.path.count("/") + unit.name) for unit in places],
        persons=sorted(
            ((one.id, one.name) for one in actors(session).values() if one.grants), key=lambda one: one[1].lower()
        ),
    )  # fmt: skip
    return page, error.status if error else 200


def _mapped(session: Session, process: Process) -> list[LaneMapping]:
    return [row for rows in queries.mappings_by_lane(session, process.id).values() for row in rows]


def _state(rows: list[LaneMapping]) -> str:
    return fingerprint(*sorted(str(actions.mapping_of(row)) for row in rows))


def _opened(key: str) -> tuple[Process, str]:
    """Give the process and the lane that the address names; raises NotFound where it has no such lane."""
    process, lane = catalog.process_by_key(current_session(), signed_in(), key), request.args.get("lane", "")
    policy.require(signed_in(), Work.MAP_LANES, process)
    steps = catalog.steps(current_session(), process.live_version_id or "")
    if not lane or lane not in {step.lane for step in steps}:
        raise NotFound("this lane")
    return process, lane
