"""The pages of instances: lists, one instance, cancel and retry."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.cases import actions, queries
from app.cases.measured.days import Days, days
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.cases.slots import instance_story
from app.cases.tables import GOING, Instance, StepEvent
from app.cases.words.story import Versions, story
from app.cases.words.trail import Painted, painted
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.api.paging import Page
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _, joined
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times import clock

MOST_TOLD = 500


@blueprint.get("/instances/<instance_id>")
def instance(instance_id: str) -> str:
    """Show a case as a story: the way it has gone on the diagram, where its days went, its data, what happened."""
    session, actor = current_session(), signed_in()
    found = queries.instance(session, actor, instance_id)
    tasks = queries.open_tasks(session, found.id)
    happened = queries.history_before(session, found.id, request.args.get("history"), MOST_TOLD)
    known = {found.started_by, *(t.claimed_by for t in tasks), *(event.actor_id for event in happened.items)}
    who = people(session, {one for one in known if one})
    gone = queries.trail(session, found)
    way, took = painted(gone) if gone else None, days(session, found, clock.now())
    return render_template(
        "cases/instance.html", instance=found, process=found.process, tasks=tasks, earlier=happened.next, who=who,
        history=_story(session, actor, found, happened, who), way=way,
        outline=catalog.lines(session, found.version), days=took, counts=_told(way, took),
        may_cancel=found.state in GOING and policy.allows(actor, Cases.CANCEL, found.process),
    )  # fmt: skip


def _told(way: Painted | None, took: Days | None) -> dict[str, str]:
    """Say for the outline what became of each step, and how long it waited and was worked on."""
    counts = dict(way.counts) if way else {}
    for bar in took.bars if took else ():
        if bar.split:
            counts[bar.step] = joined(", ", [counts[bar.step], bar.split]) if bar.step in counts else bar.split
    return counts


def _story(
    session: Session, actor: Actor, case: Instance, happened: Page[StepEvent], who: dict[str, Any]
) -> list[dict[str, Any]]:
    """Tell one page of what happened in a case, and what was said meanwhile."""
    is_last = not request.args.get("history")
    since = happened.items[0].at if happened.next and happened.items else None
    until = None if is_last or not happened.items else happened.items[-1].at
    said = chain.from_iterable(instance_story.answers(session, actor, instance=case, since=since, until=until))
    numbers = catalog.version_numbers(session, {event.version_id for event in happened.items})
    url = partial(url_for, "catalog.version", key=case.process.key)
    return story(happened.items, who, Versions(numbers, lambda number: url(number=number)), said)


@blueprint.post("/instances/<instance_id>/cancel")
def cancel(instance_id: str) -> Response:
    """Cancel an instance, with a reason."""
    try:
        actions.cancel(current_session(), signed_in(), instance_id, request.form.get("reason", ""))
        flash(_("The case is cancelled. Its history stays."), "success")
    except Invalid as error:
        flash(error.words, "error")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)


@blueprint.post("/instances/<instance_id>/retry")
def retry(instance_id: str) -> Response:
    """Let a failed instance try again."""
    instance = actions.retry(current_session(), signed_in(), instance_id)
    flash(_("It goes on.") if not instance.incidents else _("It failed again; see its history."), "info")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)
