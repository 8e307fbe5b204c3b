"""The workshop as it is shown: the map with what would change, the list, and the next change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.accounts.pages import picker
from app.accounts.queries import COLLEAGUES, people
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.decision_policy.actions import may_propose
from app.impact import queries as impact
from app.impact.queries import Preview
from app.improve import queries
from app.improve.actions.changes import base_of, read
from app.improve.pages.form import Ground, Wish, buttons, consents, ground_after, ground_of, missing, offers
from app.improve.pages.form import operations_of as chosen
from app.improve.pages.shown import asked_about, bothers, labels, tried_on
from app.improve.pages.ways import Ways, ways_at
from app.improve.policy import Workshop
from app.improve.queries import Working
from app.kernel import policy
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import in_english
from app.kernel.pages.visitor import signed_in
from processes import change


@dataclass(frozen=True)
class Bench:
    """A draft on the live version: what its changes make of that, and on what the next one is chosen."""

    live: Version
    ground: Ground
    tried: Preview | None

    @property
    def fits(self) -> bool:
        """Whether all changes of the list can be made."""
        return self.tried is None or self.tried.ok


def bench_of(session: Session, working: Working, tried: Preview | None = None) -> Bench:
    """Give what the next change is chosen on: what those in the list make; the live version where they do not fit."""
    live = catalog.live_version(session, working.process)
    if tried is None and working.content.operations and not catalog.fault(live):
        tried = impact.only_change(live, working.content.operations)
    made = tried.changed.model if tried is not None and tried.ok else None
    return Bench(live, ground_of(session, live) if made is None else ground_after(made), tried)


def page(
    working: Working, wish: Wish, errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> str:
    """Show the workshop, with a next change as far as it is chosen, and what was typed where that was not kept."""
    session, actor, process = current_session(), signed_in(), working.process
    live, content, errors = catalog.live_version(session, process), working.content, dict(errors or {})
    if fault := catalog.fault(live):
        return render_template("improve/not_now.html", process=process, fault=fault, revising=None, typed=wish)
    whole = tried_on(session, actor, process, live, list(content.operations)) if content.operations else None
    bench = bench_of(session, working, whole)
    operations = read(content)
    touched = list(impact.kinds_at(live, operations)) or [wish.step]
    said, offered = dict(typed or {}), whole.suggested if whole is not None else ""
    return render_template(
        "improve/workshop/workshop.html", working=working, draft=working.draft, errors=errors, labels=labels(errors),
        told=change.in_turn(base_of(live, operations), operations), whole=whole, fits=bench.fits, reader=actor.id,
        drawing_url=_map(working, bench, whole, [])["after_url"],
        shown=in_english(whole.sentence) if whole is not None else "", offered=offered,
        answers=queries.answered(session, working),
        title=said.get("title", content.title or offered), reason=said.get("reason", content.reason),
        undoable=queries.undoable(session, working), redoable=queries.redoable(session, working),
        may_propose=may_propose(session, actor, process),
        who=people(session, [working.draft.author_id, *working.others]),
        may_share=policy.allows(actor, Workshop.SHARE, working.makers),
        colleagues=picker.offered(session, actor, COLLEAGUES, besides=actor.id),
        **asked_about(session, process, touched), **next_change(working, bench, wish, errors), names=bench.ground.names,
    )  # fmt: skip


def next_change(working: Working, bench: Bench, wish: Wish, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give what the part for the next change holds: the choices, what they would do, and the map with it."""
    ground, filled = bench.ground, offers.fields(bench.ground, wish)
    about: dict[str, Any] = {
        "process": working.process, "live": bench.live, "wish": wish, "step": ground.step(wish.step),
        "step_options": ground.work, "bothers": bothers(), "filled": _blanks(filled),
        "ways": ways_at(ground, wish, filled, errors), "wrong": "", "refusals": [], "sentence": "", "consents": [],
        "needed": [field for field in missing(wish) if field.blank is not None] if wish.step else [],
        "with_next": False, "is_beside": True, **_map(working, bench, bench.tried, []),
    }  # fmt: skip
    new = chosen(wish)
    if not new:
        return about
    try:
        tried = impact.only_change(bench.live, [*working.content.operations, *new])
        about["sentence"] = change.in_words(ground.model, impact.operations_from(new))
    except Invalid as error:
        return about | {"wrong": error.words}
    about["consents"] = list(consents(wish, ground.names))
    about["refusals"] = [{**one, "buttons": buttons(one, offers.operations(wish))} for one in tried.refusals]
    return about | {"with_next": tried.ok} | (_map(working, bench, tried, new) if tried.ok else {})


def _blanks(filled: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into the fields of the next change: the title is that of all of them."""
    return {name: value for name, value in filled.items() if name not in ("title", "offered")}


def _map(working: Working, bench: Bench, tried: Preview | None, new: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the drawings before and after, and the marks on them."""
    before = url_for("catalog.diagram", key=working.process.key, number=bench.live.number)
    if tried is None or not tried.ok:
        return {"before_url": before, "after_url": before, "marks": {}}
    said: dict[str, Any] = {"state": working.draft.at, "version": bench.live.number}
    said |= {"more": json.dumps(new)} if new else {}
    after = url_for("proposals.workshop_after", draft_id=working.draft.id) + "?" + urlencode(said)
    return {"before_url": before, "after_url": after, "marks": tried.overlay}


def ways_if_other(bench: Bench, wish: Wish, of: str | None) -> Ways | None:
    """Give the ways at a step where others are shown than those of this step and trouble."""
    ways = ways_at(bench.ground, wish, offers.fields(bench.ground, wish))
    return ways if of != ways.of else None
