"""Who does a lane: the form that adds somebody and takes somebody out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.pages import picker
from app.accounts.pages.units import unit_choices
from app.accounts.queries import AT_WORK, units_page
from app.assignment import actions, queries
from app.assignment.policy import Assignment
from app.assignment.tables import LaneMapping
from app.assignment.words import PEOPLE
from app.cases.pages.base import blueprint
from app.cases.policy import PERFORMERS
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, NotFound, StepwellError
from app.kernel.http.application import current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _, capital, sentences
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor

WAYS = {
    "role": _("Those with a role"),
    "unit": _("Everybody who works in a unit"),
    "group": _("A group"),
    "person": _("One person"),
}
MISSING = {
    "role": (_("Expected a role, but none was chosen."), _("Choose which role.")),
    "unit": (_("Expected a unit, but none was chosen."), _("Choose which unit.")),
    "group": (_("Expected a group, but none was chosen."), _("Choose which group.")),
    "person": (_("Expected a person, but none was chosen."), _("Choose which person.")),
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
    typed["person"] = picker.sent(session, actor, AT_WORK, "person")
    catalog.lock_process(session, key)
    rows = _mapped(session, process)
    try:
        seen(_state(rows))
        leaving = request.form.get("leave")
        kept = [actions.mapping_of(row) for row in rows if not leaving or _key(row) != leaving]
        added = [] if leaving else [_added(actor, lane, typed, kept)]
        if leaving and len(kept) == len(rows):
            words = _("Expected somebody who is named for this lane, but they are not any more. See below who is now.")
            raise Conflict(
                "NOT_NAMED", words, for_people=_("They are not named for this lane any more. See below who is now.")
            )
        actions.map_lanes(session, actor, process, [*kept, *added])
    except (Invalid, Conflict) as error:
        return _form(process, lane, typed, getattr(error, "errors", None) or {"_": error.words}, error)
    flash(_("Saved. It holds at once, also for tasks that are open."), "success")
    return redirect(url_for("work.edit_lane", key=key, lane=lane), 303)


def _added(actor: Actor, lane: str, typed: dict[str, str], kept: list[dict[str, str | None]]) -> dict[str, Any]:
    """Give what was typed as a mapping; raises Invalid where the field of the chosen way is empty, or it is there."""
    way = typed["way"]
    if way not in WAYS:
        raise Invalid("BAD_MAPPING", _("Expected who does the lane. Choose one."), {"way": _("Choose one.")})
    if not typed[way]:
        expected, words = MISSING[way]
        raise Invalid("BAD_MAPPING", sentences(expected, words), {way: words})
    added = {"lane": lane, "role" if way == "role" else f"{way}_id": typed[way]}
    if way == "role" and typed["where"]:
        if typed["where"] not in {unit.id for unit in units_page(current_session(), actor).items}:
            words = _("There is no such unit. Choose another one.")
            raise Invalid(
                "NO_SUCH_UNIT",
                _("Expected a unit that exists, but it does not. {words}", words=words),
                {"where": words},
            )
        added["unit_id"] = typed["where"]
    if added in [{key: value for key, value in one.items() if value} for one in kept]:
        words = _("They do this lane already.")
        raise Invalid("BAD_MAPPING", _("Expected somebody more, but: {words}", words=words), {way: words})
    return added


def _form(
    process: Process, lane: str, typed: dict[str, Any], errors: dict[str, str], error: StepwellError | None = None
) -> ResponseReturnValue:
    session, actor = current_session(), signed_in()
    rows = _mapped(session, process)
    here = [row for row in rows if row.lane == lane]
    places, without = units_page(session, actor).items, queries.without_people(session, process)[0]
    words = queries.mapping_words(session, actor, here)
    page = render_template(
        "assignment/lane_edit.html", process=process, lane=lane, typed=typed, errors=errors, ways=list(WAYS.items()),
        mapped=list(zip(map(_key, here), words, strict=True)), seen=_state(rows),
        nobody=(lane if here else "") in without, groups=queries.groups(session, actor),
        roles=[(role, capital(PEOPLE[role])) for role in PERFORMERS],
        units=unit_choices(places),
        persons=picker.offered(session, actor, AT_WORK, chosen=typed.get("person", "")),
    )  # fmt: skip
    return page, error.status if error else 200


def _mapped(session: Session, process: Process) -> list[LaneMapping]:
    return [row for rows in queries.mappings_by_lane(session, process.id).values() for row in rows]


def _state(rows: list[LaneMapping]) -> str:
    return fingerprint(*sorted(map(_key, rows)))


def _key(row: LaneMapping) -> str:
    """Give what tells a row from others by what it says: its id changes whenever lanes are mapped."""
    return fingerprint(*actions.mapping_of(row).values())


def _opened(key: str) -> tuple[Process, str]:
    """Give the process and the lane that the address names; raises NotFound where it has no such lane."""
    process, lane = catalog.process_by_key(current_session(), signed_in(), key), request.args.get("lane", "")
    policy.require(signed_in(), Assignment.MAP_LANES, process)
    steps = catalog.steps(current_session(), process.live_version_id or "")
    if not lane or lane not in {step.lane for step in steps}:
        raise NotFound(_("this lane"))
    return process, lane
