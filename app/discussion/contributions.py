"""What discussions show on pages of other features."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.accounts.queries import people_shown
from app.accounts.slots import person_page
from app.accounts.tables import Person
from app.assignment.queries import processes_of
from app.catalog.slots import Figures, diagram_overlays, process_health, step_panel
from app.catalog.tables import Process
from app.discussion import queries
from app.discussion.pages.step import part
from app.discussion.pages.worth import worth
from app.discussion.policy import Discussion
from app.discussion.tables import FLAG_KINDS, PRAISE, Flag
from app.kernel import policy
from app.kernel.features import GuideStep
from app.kernel.http import refusals
from app.kernel.i18n import _, joined, ngettext
from app.kernel.pages.frame import Asks, HomePart, home_parts, who_can
from app.kernel.policy import Actor
from app.tasks.slots import task_aside, task_worth
from processes.called import headed

NEAR = 3


def _flagged(person_id: str) -> ColumnElement[bool]:
    return exists().where(Flag.person_id == person_id)


STEPS = (
    GuideStep(
        order=20, words=_("Flag a step"), endpoint="work.inbox", done=_flagged,
        hint=_("Beside each task: is this step worth doing? One tap says no."),
    ),
)  # fmt: skip


@who_can.filled_by(order=60)
def question(session: Session, actor: Actor, *, owner_id: str, about_id: str, act: str, **_rest: Any) -> Markup | None:
    """Let who was refused something of a process ask its owner there, in a comment that is written already."""
    owner = people_shown(session, actor, [owner_id]).get(owner_id)
    process = session.get(Process, about_id)
    if owner is None or not owner.active or owner.id == actor.id or process is None:
        return None
    if not policy.allows(actor, Discussion.COMMENT, process):
        return None
    shown = {"owner": owner, "process": process, "act": act, "here": refusals.page_of_it()}
    return Markup(render_template("discussion/_ask.html", **shown))


@step_panel.filled_by(order=30)
def on_step(session: Session, actor: Actor, *, process: Process, step_id: str, **_rest: Any) -> Markup | None:
    """Show flags and comments on a step's page and in the panel beside the diagram."""
    if not policy.allows(actor, Discussion.VIEW, process):
        return None
    return part(session, actor, process, step_id, url_for("catalog.step", key=process.key, step_id=step_id))


@task_aside.filled_by(order=30)
def beside_task(
    session: Session, actor: Actor, *, process: Process, step_id: str, task: Any, **_rest: Any
) -> Markup | None:
    """Show flags and comments beside the form of a task."""
    if not policy.allows(actor, Discussion.VIEW, process):
        return None
    return part(session, actor, process, step_id, f"/tasks/{task.id}", compact=True)


@task_worth.filled_by(order=10)
def is_it_worth_doing(
    session: Session, actor: Actor, *, process: Process, task: Any, back: str, is_done: bool, why: str
) -> Markup | None:
    """Ask where a task is done, and once it is, whether its step is worth doing."""
    if not policy.allows(actor, Discussion.FLAG, process):
        return None
    return worth(session, actor, process, task.step_id, task.step_name, back, is_done=is_done, why=why)


@diagram_overlays.filled_by(order=20)
def on_diagram(session: Session, actor: Actor, *, process: Process, **_rest: Any) -> list[dict[str, str]] | None:
    """Mark the steps that have flags or comments."""
    if not policy.allows(actor, Discussion.VIEW, process):
        return None
    marks = []
    for step, said in queries.counts(session, process.id).items():
        if said["flags"]:
            words = joined(", ", [_("{n} {flag}", n=n, flag=FLAG_KINDS[kind]) for kind, n in said["flags"].items()])
            marks.append({"step": step, "kind": "flag", "text": str(sum(said["flags"].values())), "title": words})
        if number := said["praise"]:
            words = ngettext("{n} says it works well", "{n} say it works well", number)
            marks.append({"step": step, "kind": "praise", "text": str(number), "title": words})
        if said["comments"]:
            number = said["comments"]
            words = ngettext("{n} comment", "{n} comments", number)
            marks.append({"step": step, "kind": "comment", "text": str(number), "title": words})
    return marks


@process_health.filled_by(order=30)
def open_flags(session: Session, actor: Actor, *, process: Process, **_rest: Any) -> Figures | None:
    """Say how many flags people raised on the process."""
    if not policy.allows(actor, Discussion.VIEW, process):
        return None
    number = queries.flag_total(session, process.id)
    return [{"value": str(number), "label": _("open flag") if number == 1 else _("open flags")}]


@home_parts.filled_by(order=60)
def near_me(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show the steps near this person that colleagues flagged last."""
    if not actor.id or actor.has("manager"):
        return None
    rows = queries.recent_flags(session, processes_of(actor), without=actor.id)
    if not rows:
        return None
    grouped: dict[tuple[str, str], list[tuple[Flag, Person]]] = {}
    for flag, person in rows:
        grouped.setdefault((flag.process_id, flag.step_id), []).append((flag, person))
    near = dict(list(grouped.items())[:NEAR])
    ids = {process_id for process_id, _step in near}
    found = {p.id: p for p in session.scalars(select(Process).where(Process.id.in_(ids)))}
    names = {id_: queries.step_names(session, id_, [step for p, step in near if p == id_]) for id_ in ids}
    flagged = [
        _near(found[process_id], step, headed(names[process_id].get(step)), flags)
        for (process_id, step), flags in near.items()
    ]
    return HomePart(
        "flagged",
        _("What colleagues flagged near you"),
        Asks.TO_KNOW,
        lambda _first: Markup(render_template("discussion/_home.html", flagged=flagged)),
    )


@home_parts.filled_by(order=50)
def most_flagged(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show who manages processes the steps in them that most people flagged: one statement."""
    if not actor.has("manager"):
        return None
    found = queries.most_flagged(session, actor)
    if not found:
        return None
    return HomePart(
        "most-flagged",
        _("Steps that most people flag"),
        Asks.TO_KNOW,
        lambda _first: Markup(render_template("discussion/_home_flagged.html", found=found)),
    )


def _near(process: Process, step_id: str, name: str, rows: list[tuple[Flag, Person]]) -> dict[str, Any]:
    counts = Counter(flag.kind for flag, _who in rows)
    told = next(((flag, who) for flag, who in rows if flag.reason), None)
    return {
        "process": process, "step_id": step_id, "name": name, "at": rows[0][0].created_at,
        "words": joined(", ", [_("{n} × {kind}", n=n, kind=FLAG_KINDS[kind]) for kind, n in counts.most_common()]),
        "reason": told[0].reason if told else "", "language": told[0].language if told else None,
        "who": told[1].name if told else "",
    }  # fmt: skip


def _said(kind: str) -> str:
    return _("said it works well:") if kind == PRAISE else _("flagged as {kind}:", kind=FLAG_KINDS[kind])


@person_page.filled_by(order=40)
def said_by_person(session: Session, actor: Actor, *, person: Person, **_rest: Any) -> Markup | None:
    """Show on a person's page what they flagged and said, where the reader may see it."""
    rows: list[dict[str, Any]] = [
        {"icon": "thumbs-up" if flag.kind == PRAISE else "flag",
         "words": _said(flag.kind), "at": flag.created_at, "text": flag.reason, "language": flag.language,
         "where": _("a step of {process}", process=process.title),
         "url": url_for("catalog.step", key=process.key, step_id=flag.step_id)}
        for flag, process in queries.flagged_by(session, actor, person.id)
    ] + [
        {"icon": "message-circle", "words": _("said about"), "at": comment.created_at, "text": comment.text,
         "language": comment.language,
         "where": process.title, "url": url_for("discussion.comment", comment_id=comment.id)}
        for comment, process in queries.said_by(session, actor, person.id)
    ]  # fmt: skip
    if not rows:
        return None
    rows.sort(key=lambda row: row["at"], reverse=True)
    return Markup(render_template("discussion/_person.html", rows=rows))
