"""A unit that keeps everything to itself, marked by words that nobody else writes, and people who see none of it.

Two processes have one of everything: one that only the unit sees, and one that outsiders may start, whose model is
theirs to see and nothing of what is said and done in it. All that is secret holds MARK; names of people, groups and
units of the house, which partners and guests do not see, hold NAMED. Both are too long to stand
in a token by chance.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as accounts_actions
from app.accounts import queries as people
from app.accounts.tables import PeopleGroup, Person, RoleGrant, Unit
from app.assignment import actions as assignment_actions
from app.assignment.tables import LaneMapping
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.actions.filters import save_filter
from app.cases.events import IncidentOpened
from app.cases.tables import Incident, Instance, Task
from app.catalog import actions as library
from app.catalog.tables import Process
from app.correlation import actions as correlation_actions
from app.discussion.tables import Comment
from app.kernel.events import announce
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.proposals import actions as judged
from app.proposals.tables import Proposal
from app.rollout.tables import Rollout
from app.services.tables import Connector, Secret
from app.taskforms import actions as form_actions
from app.tasks import actions as task_actions
from tests.factories import accounts, discussion, models, proposals

MARK, NAMED = "qzkvexw", "wvxbrom"
HIDDEN, SHOWN = f"{MARK}-plan", "order-cards"
FORMER = ("moved", "turned", "ended", "gone")
DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">'
    f'<decision id="rate" name="{MARK}rate"><decisionTable id="t"><input id="i"><inputExpression id="e"><text>n</text>'
    '</inputExpression></input><output id="o" name="rate"/><rule id="r"><inputEntry id="re"><text>-</text></inputEntry>'
    f'<outputEntry id="ro"><text>"{MARK}cell"</text></outputEntry></rule></decisionTable></decision></definitions>'
).encode()


@dataclass
class Kept:
    """Who is there, as programs and as browsers, by name; one of everything by process, by the name in addresses."""

    people: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)

    def actor(self, session: Session, name: str) -> Actor:
        """Give somebody as they stand now."""
        return people.actor_for(session, self.people[name])


def build(session: Session, app: StepwellApp) -> Kept:
    """Build the unit and its processes, while those who will leave still take part in all of it."""
    kept = Kept()
    north = accounts.unit(session, f"{NAMED} North")
    south = accounts.unit(session, "South")
    printer, rival = (accounts.unit(session, name, "partner") for name in ("Printer", f"{NAMED} Rival"))
    roles: dict[str, list[tuple[str, Unit | None]]] = {
        "manager": [("manager", north)], "worker": [("worker", north)], "admin": [("admin", None)],
        "moved": [("worker", north)], "turned": [("worker", north)], "ended": [("worker", north)],
        "gone": [("worker", north)], "guest": [("guest", south)], "rival": [("worker", rival)],
        "partner": [(one, printer) for one in ("worker", "manager", "ops", "admin")],
        "left": [("worker", printer)],
    }  # fmt: skip
    for name, given in roles.items():
        inside = name in ("manager", "worker", "admin", "rival")
        person = accounts.person(session, f"{NAMED} {name.capitalize()}" if inside else name.capitalize(), None)
        for role, where in given:
            accounts_actions.give_role(session, SYSTEM, person, role, where)
        kept.people[name] = person.id
        kept.headers[name] = accounts.bearer(session, person)
        kept.browsers[name] = accounts.signed_in(app, session, person)
    group = accounts_actions.make_group(session, SYSTEM, f"{NAMED} planners")
    for name in ("manager", "worker", *FORMER, "left"):
        accounts_actions.join_group(session, SYSTEM, group, session.get_one(Person, kept.people[name]))
    session.add_all(
        [
            Connector(name=f"{MARK}stock", base_url=f"https://{MARK}.example", methods=["GET"], headers={},
                      created_at=clock.now()),
            Secret(name=f"{MARK}-key", sealed="x", changed_at=clock.now()),
        ]
    )  # fmt: skip
    for key in (HIDDEN, SHOWN):
        _furnish(session, kept, key, north, group)
    _of_the_house(session, kept, north)
    return kept


def _xml(word: str, last: str = "") -> bytes:
    """Give a model with two tasks for people, a service, a message and a timer side by side, in two lanes."""
    form = f'{{"type": "object", "properties": {{"note": {{"type": "string", "title": "{word}field"}}}}}}'
    inside = f"<extensionElements><stepwell:form>{escape(form)}</stepwell:form></extensionElements>"
    body = (
        '<laneSet id="ls"><lane id="in" name="House"><flowNodeRef>A</flowNodeRef></lane>'
        '<lane id="out" name="Partners"><flowNodeRef>B</flowNodeRef></lane></laneSet>'
        f'<startEvent id="begin"/>{models.task(f"{word}A", id="A", instruction=f"{word}how", inside=inside)}'
        f'{models.task(f"{word}B", id="B")}<serviceTask id="X" name="{word}X" stepwell:topic="{word}topic"/>'
        f'<intermediateCatchEvent id="M" name="{word}M"><messageEventDefinition messageRef="m"/>'
        f'</intermediateCatchEvent><intermediateCatchEvent id="T" name="{word}T"><timerEventDefinition>'
        "<timeDuration>PT9999H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        f'{models.task(f"{word}C{last}", id="C")}{models.task(f"{word}D", id="D")}<endEvent id="done"/>'
        + models.chain("begin", "fork")
        + "".join(models.chain("fork", one, "join") for one in "ABXMT")
        + models.chain("join", "C", "D", "done")
    )  # fmt: skip
    return models.bpmn(body, before=f'<message id="m" name="{word}payment"/>')


def _furnish(session: Session, kept: Kept, key: str, north: Unit, group: PeopleGroup) -> None:
    """Make a process of the unit with one of everything; those who will leave have said and done something there."""
    word = MARK if key == HIDDEN else "card"
    manager, worker = kept.actor(session, "manager"), kept.actor(session, "worker")
    process = library.create(
        session, manager, key, f"{word} title", _xml(word), unit=north.id, mode="executable", note=f"{MARK}firstnote",
        visibility="unit", public_start=key == SHOWN, files={f"{word}.dmn": DMN} if key == HIDDEN else None,
    )  # fmt: skip
    by_unit = {"unit_id": north.id, "unit_path": north.path}
    printer = session.scalars(select(Unit).where(Unit.name == "Printer")).one()
    lanes: list[dict[str, Any]] = [{"lane": "House", **by_unit}, {"lane": "Partners", **by_unit}]
    if key == SHOWN:
        lanes += [{"lane": "Partners", "unit_id": printer.id, "unit_path": printer.path}]
    lanes += [{"lane": "House", "group_id": group.id}]
    session.add_all(LaneMapping(process_id=process.id, **lane) for lane in lanes)
    assignment_actions.share_work(session, manager, process, [
        {"step": "C", "assign": "person", "to": kept.people["worker"], "due": "PT1H", "escalate": "PT1H"},
    ])  # fmt: skip
    library.publish(session, manager, process, _xml(word, "more"), note=f"{MARK}note")
    session.flush()
    things = _cases(session, kept, process, manager, worker)
    things |= _said(session, kept, process, manager, worker)
    things |= _judged(session, kept, process, manager, worker)
    kept.things[key] = things | {
        "key": key, "process_id": process.id, "step_id": "A", "number": "2", "kind": "low_value", "decision_id": "rate",
        "companion_name": f"{word}.dmn", "name": f"{word}.dmn",
    }  # fmt: skip


def _cases(session: Session, kept: Kept, process: Process, manager: Actor, worker: Actor) -> dict[str, str]:
    # Who does a step of a case knows what the case is called.
    word = MARK if process.key == HIDDEN else "card"
    for name in FORMER:
        who = kept.actor(session, name)
        case = case_actions.start(session, manager, process, {"amount": f"{MARK}value"}, f"{word} of {name}")
        session.flush()
        formers = case.id
        first, second = (next(t for t in queries.open_tasks(session, case.id) if t.step_id == one) for one in "AB")
        task_actions.claim(session, who, first.id)
        form_actions.save_draft(session, who, first, {"note": "mine"})
        task_actions.assign(session, manager, second.id, who.id)
        task_actions.set_due(session, manager, second.id, (clock.now() + timedelta(minutes=1)).isoformat())
        discussion.comment(session, manager, process, f"{MARK}oncase", instance_id=case.id)
        task_actions.delegate(session, manager, _given(session, case, manager).id, who.id, f"{MARK}delegated")
    case = case_actions.start(session, worker, process, {"amount": f"{MARK}value"}, f"{word} key")
    session.flush()
    task = next(t for t in queries.open_tasks(session, case.id) if t.step_id == "A")
    task_actions.claim(session, worker, task.id)
    form_actions.save_draft(session, worker, task, {"note": f"{MARK}draft"})
    service = next(t for t in queries.open_tasks(session, case.id) if t.step_id == "X")
    about = {"instance_id": case.id, "process_id": process.id, "task_id": service.id}
    incident = Incident(**about, step_id="X", step_name="X", kind="external", words=f"{MARK}failed",
                        opened_at=clock.now())  # fmt: skip
    session.add(incident)
    case.incidents = 1
    kept_back = correlation_actions.send(
        session, manager, f"{MARK}unknown", {"order": f"{MARK}order"}, {"x": f"{MARK}said"}
    )
    (sent,) = form_actions.keep_content(session, worker, [(f"{MARK}plan.txt", io.BytesIO(f"{MARK}content".encode()))])
    file = form_actions.add_file(session, worker, sent, task)
    session.flush()
    return {"instance_id": case.id, "former_case": formers, "task_id": task.id, "incident_id": incident.id,
            "file_id": file.id, "message_id": kept_back.id}  # fmt: skip


def _given(session: Session, case: Instance, manager: Actor) -> Any:
    """Give a task of the case that the manager has, so that they can hand it on."""
    task = next(t for t in queries.open_tasks(session, case.id) if t.step_id == "B")
    return task_actions.assign(session, manager, task.id, manager.id)


def _said(session: Session, kept: Kept, process: Process, manager: Actor, worker: Actor) -> dict[str, str]:
    comment = discussion.comment(session, worker, process, f"{MARK}why", step_id="A")
    discussion.comment(session, worker, process, f"{MARK}whole")
    discussion.flag(session, worker, process, "A", reason=f"{MARK}flagged")
    for name in FORMER:
        who = kept.actor(session, name)
        own = discussion.comment(session, who, process, "I was here.", step_id="A", reply_to=comment.id)
        handle = session.get_one(Person, who.id).handle
        discussion.comment(session, manager, process, f"{MARK}answer @{handle}", step_id="A", reply_to=own.id)
        discussion.flag(session, who, process, "A")
    return {"comment_id": comment.id}


def _judged(session: Session, kept: Kept, process: Process, manager: Actor, worker: Actor) -> dict[str, str]:
    former = tuple(kept.actor(session, name) for name in FORMER)
    world = proposals.World(process, manager, manager, (worker, *former))
    live = proposals.approved(session, world, [{"kind": "retitle", "step": "D", "title": f"{process.title} D2"}])
    for number, who in enumerate(former):
        wanted = judged.Draft("Mine", "My reason.", [{"kind": "instruct", "step": "A", "text": f"My text {number}."}])
        own = judged.create(session, who, process, wanted)
        judged.open_vote(session, who, proposals.find(session, who, own))
        discussion.comment(session, manager, process, f"{MARK}onproposal", proposal_id=own.id)
    change = [{"kind": "retitle", "step": "B", "title": f"{MARK}retitled"}]
    draft = judged.Draft(f"{MARK}nickname", f"{MARK}reason", change)
    running = judged.create(session, worker, process, draft)
    judged.open_vote(session, worker, proposals.find(session, worker, running))
    judged.vote(session, worker, proposals.find(session, worker, running), {"choice": "yes"}, f"{MARK}voted")
    judged.vote(session, former[0], proposals.find(session, former[0], running), {"choice": "yes"}, "I like it.")
    judged.postpone(session, manager, proposals.find(session, manager, running),
                    clock.now() + timedelta(days=9), f"{MARK}later")  # fmt: skip
    said_no = judged.create(session, worker, process, judged.Draft(f"{MARK}no", f"{MARK}noreason", change))
    judged.withdraw(session, worker, proposals.find(session, worker, said_no))
    judged.create(session, worker, process, judged.Draft(f"{MARK}drafted", f"{MARK}draftreason", change))
    rollout = session.scalars(select(Rollout.id).where(Rollout.proposal_id == live.id)).one()
    return {"proposal_id": running.id, "former_proposal": own.id, "rollout_id": rollout}


def _of_the_house(session: Session, kept: Kept, north: Unit) -> None:
    now = clock.now()
    worker = kept.actor(session, "worker")
    absence = assignment_actions.be_away(session, worker, kept.people["manager"], now, now + timedelta(days=9))
    assignment_actions.be_away(
        session, kept.actor(session, "manager"), kept.people["turned"], now, now + timedelta(days=2)
    )
    saved = save_filter(session, worker, "cases", f"{MARK}filter", {"q": f"{MARK}q"})
    house = {
        "absence_id": absence.id, "filter_id": saved.id, "unit_id": north.id, "person_id": kept.people["worker"],
        "connector_id": session.scalars(select(Connector.id)).one(),
        "secret_id": session.scalars(select(Secret.id)).one(),
        "group_id": session.scalars(select(PeopleGroup.id)).one(),
        "grant_id": session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == kept.people["worker"])).one(),
        "token": "none", "receipt": "none", "filename": "dist/app.js", "notice_id": "none", "token_id": "none",
    }  # fmt: skip
    for key in kept.things:
        kept.things[key] = house | kept.things[key]


def leave(session: Session, kept: Kept) -> None:
    """Let go who goes: one to another unit and one to a partner, each with all roles there, one without any role, one
    for good, and one of a partner.
    """
    south = session.scalars(select(Unit).where(Unit.name == "South")).one()
    binder = accounts.unit(session, "Binder", "partner")
    group = session.scalars(select(PeopleGroup)).one()
    for name in ("moved", "turned", "ended", "left"):
        person = session.get_one(Person, kept.people[name])
        for given in session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all():
            accounts_actions.take_role(session, SYSTEM, given)
        accounts_actions.leave_group(session, SYSTEM, group, person)
        where = {"moved": south, "turned": binder}.get(name)
        for role in ("worker", "manager", "ops", "admin") if where else ():
            accounts_actions.give_role(session, SYSTEM, person, role, where)
    accounts_actions.deactivate(session, SYSTEM, session.get_one(Person, kept.people["gone"]))


def happen(session: Session, kept: Kept, named: str) -> None:
    """Let all that people are told of happen in both processes, after some have left; `named` mentions everybody."""
    manager, worker = kept.actor(session, "manager"), kept.actor(session, "worker")
    for things in kept.things.values():
        process = session.get_one(Process, things["process_id"])
        discussion.comment(session, manager, process, f"{MARK}hello {named}", step_id="A")
        for said in session.scalars(select(Comment).where(Comment.author_id.in_(_former(kept)))).all():
            if said.process_id == process.id:
                discussion.comment(session, manager, process, f"{MARK}reply {named}", step_id="A", reply_to=said.id)
        of_former = select(Proposal).where(Proposal.author_id.in_(_former(kept)), Proposal.process_id == process.id)
        first, second, *_ = session.scalars(of_former).all()
        for one in (first, second):
            discussion.comment(session, manager, process, f"{MARK}remark {named}", proposal_id=one.id)
        judged.postpone(session, manager, proposals.find(session, manager, second),
                        clock.now() + timedelta(days=10), f"{MARK}longer")  # fmt: skip
        running = proposals.find(session, worker, session.get_one(Proposal, things["proposal_id"]))
        again = [{"kind": "retitle", "step": "B", "title": f"{MARK}again"}]
        judged.revise(session, worker, running, again)
        judged.vote(session, worker, running, {"choice": "yes"})
        change = [{"kind": "instruct", "step": "B", "text": f"{MARK}must be read"}]
        asked = proposals.draft(session, worker, process, change)
        judged.open_vote(session, worker, proposals.find(session, worker, asked))
        task = session.get_one(Task, things["task_id"])
        announce(session, IncidentOpened("x", task.instance_id, process.id, f"{MARK}stopped"))
        task_actions.assign(session, manager, task.id, worker.id)
        task_actions.set_due(session, manager, task.id, (clock.now() + timedelta(minutes=1)).isoformat())
        library.publish(session, manager, process, _xml(MARK, "newest"), note=f"{MARK}newest")


def _former(kept: Kept) -> list[str]:
    return [kept.people[name] for name in FORMER]
