"""Carry out calls and mails: an attempt is noted before it is made, and its outcome takes effect once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions.mail import note_refused
from app.accounts.tables import Person
from app.cases import queries as case_queries
from app.cases.actions.engine_calls import act
from app.cases.tables import GOING
from app.catalog import queries as catalog
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import _, ngettext, sentences
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.services import queries
from app.services.connectors import http, mail
from app.services.outcomes import Again, Done, Outcome, Raised, Refused, said, wait_before
from app.services.tables import Connector, ServiceAttempt, ServiceTask
from app.services.vault import CannotOpen
from app.tasks import actions
from app.tasks.actions import outcomes
from processes import engine
from processes.expressions import templates

LONGEST = 2000


@dataclass(frozen=True)
class Held:
    """One attempt: all it needs as values, or the outcome that is clear before anything is sent."""

    task_id: str
    kind: str
    number: int
    key: str
    began: datetime
    settings: dict[str, Any]
    data: dict[str, Any]
    connector: http.Allowed | None = None
    secrets: dict[str, str] | None = None
    to: list[str] | None = None
    sent: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    clear: Outcome | None = None


def begin(session: Session, task_id: str) -> Held | None:
    """Note that an attempt begins, None where nothing is to be done (any more)."""
    row = queries.service_task(session, task_id, lock=True)
    now = clock.now()
    if row is None or row.state != "ready" or row.available_at > now:
        return None
    instance = case_queries.instance(session, SYSTEM, row.instance_id)
    if instance.state not in GOING or not instance.blob:
        return None
    result = act(engine.inspect, catalog.definition(instance.version), instance.blob, now)
    task = next((one for one in result.open if one.id == task_id and one.kind == row.kind), None)
    if task is None:
        return None
    row.attempts += 1
    given: dict[str, Any] = {
        "task_id": task_id, "kind": row.kind, "number": row.attempts, "key": f"{task_id}-{row.series}", "began": now,
        "settings": task.settings, "data": task.data, "sent": frozenset(row.sent_to or ()),
    }  # fmt: skip
    try:
        prepare = _call if row.kind == "http" else _mail
        more = prepare(session, row, task.settings, task.data)
    except (engine.EngineError, mail.BadMail, CannotOpen, templates.CannotKeep) as error:
        more = {"clear": Refused(said(error))}
    return Held(**given, **more)


def _call(session: Session, row: ServiceTask, settings: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    name = str(settings.get("connector") or "")
    found = queries.allowing(session, name, http.address(settings, data))
    if found is None:
        words = (
            _("Expected a connector “{name}” in use, but there is none.", name=name)
            if name
            else _("Expected a connector for this address in use, but there is none.")
        )
        way_out = _("An administrator adds it under Administration, Connectors.")
        return {"clear": Refused(sentences(words, way_out))}
    allowed = _allowed(found)
    row.left = int(settings.get("retries") or found.attempts)
    wanted = templates.secrets_in([settings, dict(allowed.headers)])
    return {"connector": allowed, "secrets": queries.values_of(session, wanted, found.id) if wanted else {}}


def _allowed(row: Connector) -> http.Allowed:
    headers = {name: templates.text(value) for name, value in row.headers.items()}
    return http.Allowed(row.name, row.base_url, tuple(row.methods), headers, row.private, row.seconds)


def _mail(session: Session, row: ServiceTask, settings: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    to, policy = mail.recipients(settings, data), queries.mail_policy(session)
    rows = select(Person).where(Person.email.in_(to), Person.active, Person.kind == "person")
    people = {person.email: person for person in session.scalars(rows)}
    refused = mail.allowed(to, people if policy.people else (), policy.domains)
    if refused:
        words = _(
            "Expected only people whom processes may write to, but “{address}” is none of them. An administrator can "
            "allow the domain under Administration, Mail.",
            address=refused[0],
        )
        return {"clear": Refused(words)}
    marked = {email: one.mail_refused_words or "" for email, one in people.items() if one.mail_refused_at is not None}
    return {"to": to, "refused": {email: why for email, why in marked.items() if email not in (row.sent_to or ())}}


def settle(session: Session, held: Held, outcome: Outcome, delivery: mail.Delivery | None = None) -> None:
    """Let the outcome of an attempt take effect, unless the step is done or another attempt has begun.

    Addresses that the mail server refuses for good are marked, whatever becomes of the step.
    """
    sent, refused = (delivery.sent, delivery.refused) if delivery is not None else (set(), {})
    for email in sorted(set(refused) - set(held.refused)):
        note_refused(session, email, refused[email])
    row = queries.service_task(session, held.task_id)
    if row is None or case_queries.locked(session, row.instance_id) is None:
        return
    row = queries.service_task(session, held.task_id, lock=True)
    if row is None or row.state != "ready" or (row.attempts != held.number and not isinstance(outcome, Done)):
        return
    if sent:
        row.sent_to = sorted({*(row.sent_to or ()), *sent})
    try:
        with session.begin_nested():
            ended = _take_effect(session, row, outcome)
    except (Conflict, NotFound):
        row.state, ended = "done", "late"
    except Invalid as error:
        why = _("But the answer cannot be kept: {reason}", reason=error.detail)
        outcome = Refused(sentences(outcome.words, why))
        ended = _take_effect(session, row, outcome)
    note(session, row, ended, outcome.words, held.began)


def _take_effect(session: Session, row: ServiceTask, outcome: Outcome) -> str:
    if isinstance(outcome, Done):
        actions.complete(session, SYSTEM, row.task_id, outcome.data)
        row.state = "done"
        return "done"
    if isinstance(outcome, Raised):
        outcomes.raise_error(session, row.task_id, outcome.code, outcome.words, outcome.data)
        row.state, row.settled = "done", True
        return "error"
    if isinstance(outcome, Again) and row.attempts < row.left:
        row.available_at = clock.now() + wait_before(row.attempts, outcome.after)
        args = {"task_id": row.task_id, "instance_id": row.instance_id}
        defer(session, "services.carry_out", args, at=row.available_at, source=row.process_id)
        return "again"
    times = ngettext("Tried {n} time.", "Tried {n} times.", row.attempts) if isinstance(outcome, Again) else ""
    row.state, row.settled = "failed", isinstance(outcome, Refused) and outcome.known
    outcomes.fail(session, row.task_id, sentences(outcome.words, times))
    return "failed"


def note(
    session: Session, row: ServiceTask, outcome: str, words: str, began: datetime, worker: str | None = None
) -> None:
    """Keep for people how an attempt ended."""
    took = int((clock.now() - began).total_seconds() * 1000)
    session.add(
        ServiceAttempt(
            instance_id=row.instance_id, task_id=row.task_id, step_id=row.step_id, step_name=row.step_name,
            kind=row.kind, number=row.attempts, at=began, milliseconds=took, outcome=outcome,
            words=words if len(words) <= LONGEST else words[:LONGEST], worker=worker,
        )
    )  # fmt: skip
