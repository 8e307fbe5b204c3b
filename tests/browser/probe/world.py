"""The demo, and one of everything that it has not: what pages are looked at with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app, demo
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.cases import actions as cases
from app.cases.tables import Instance, Task
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.commands.demo import MAILS
from app.demo import build
from app.demo.cast import ORGANISATION
from app.demo.marketing.people import VISITOR
from app.discussion.tables import Comment
from app.drafts import actions as drafts
from app.improve import actions as improve
from app.improve.values import Content
from app.kernel import features
from app.kernel.audit import AuditEntry
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.mail import folder
from app.kernel.policy import ANONYMOUS, SYSTEM, Actor
from app.kernel.settings import load
from app.kernel.times import clock
from app.notices.actions import unsubscribe_token
from app.proposals.tables import Proposal
from app.rollout.tables import Rollout
from app.sign_in import actions as sign_in
from tests.factories import models
from tests.processes.decisions.tables import dmn, table
from tests.support import servers, town

NOBODY = "signed out"
ROLES = {
    "worker": VISITOR,
    "manager": "Nora Lindqvist",
    "ops": "Oskar Brandt",
    "admin": "Ada Winter",
    "partner": "Pavel Papyr",
}
SCALE = 0.1
PROCESS, VARIED, LOAN, PUBLIC = "campaign-approval", "towels", "loan", "letters"
CREDIT = dmn(table("credit", "age:number;member:boolean", "limit;why", '>= 18 | true => 500 | "known"', policy="FIRST"))


@dataclass
class World:
    """A house with people in it: its application here, its server beside it, and ids of what is there."""

    app: StepwellApp
    url: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> FlaskClient:
        """Give a browser without a window, signed in as who has this role."""
        client = self.app.test_client()
        if role in self.cookies:
            client.set_cookie("stepwell_session", self.cookies[role])
        return client


@contextmanager
def built(data: Path) -> Iterator[World]:
    """Build the house in a folder and serve it until the block ends."""
    settings = load(
        {}, data=data, testing=True, rate_limits=False, jobs="embedded", work_in_server=False,
        base_url="http://localhost", organisation=ORGANISATION, mail_folder=str(data / MAILS),
    )  # fmt: skip
    world = World(create_app(settings))
    features.add(world.app, demo.feature())
    build.build(world.app.database, clock.now(), scale=SCALE)
    with unit_of_work(world.app.database) as session:
        _furnish(session, world)
    world.ids["mail"] = next(folder.kept(data / MAILS), ("none",))[0]
    server = servers.Server(data, command="demo").start()
    try:
        world.url = server.url
        yield world
    finally:
        server.stop()


def _furnish(session: Session, world: World) -> None:
    people = {role: session.scalars(select(Person).where(Person.name == name)).one() for role, name in ROLES.items()}
    world.cookies = {role: sign_in.start_session(session, person, "Browser") for role, person in people.items()}
    worker, manager = (actor_for(session, people[role]) for role in ("worker", "manager"))
    sign_in.create_token(session, worker, people["worker"], "My script", ("all",))
    case = session.scalars(
        select(Instance).where(Instance.state == "running", Instance.started_by == worker.id).limit(1)
    ).one()
    task = session.scalars(select(Task).where(Task.instance_id == case.id, Task.state == "open").limit(1)).one()
    world.ids = town.one_of_each(session, worker, manager, case, task) | _found(session)
    world.ids |= {"person_id": worker.id, "instance_id": case.id, "task_id": task.id, "step_id": task.step_id}
    world.ids |= _processes(session, manager)
    newcomer = session.scalars(select(Person).where(Person.name == "Zoe Dubois")).one()
    world.ids["welcome"] = sign_in.make_link(session, SYSTEM, newcomer)
    world.ids["leave"] = unsubscribe_token(session, newcomer.id, world.app.config["SECRET_KEY"])


def _found(session: Session) -> dict[str, str]:
    """What the demo has: a comment, a rollout, an entry of the log, work that is done, a proposal in each state."""
    others = select(Comment.id).join(Person, Person.id == Comment.author_id).where(Person.name != VISITOR)
    by_worker = select(Task.id).join(Person, Person.id == Task.closed_by).where(Person.name == VISITOR)
    states = session.execute(select(Proposal.state, func.min(Proposal.id)).group_by(Proposal.state))
    found = {
        "comment_id": others.limit(1),
        "rollout_id": select(Rollout.id).limit(1),
        "seq": select(func.max(AuditEntry.seq)),
        "done": select(Instance.id).where(Instance.state == "completed").limit(1),
        "finished": select(Task.id).where(Task.state == "done").limit(1),
        "done_by_worker": by_worker.limit(1),
        "claimable": select(Task.id).where(Task.state == "open", Task.claimed_by.is_(None)).limit(1),
        "adopted": select(Proposal.id)
        .join(Process, Process.id == Proposal.process_id)
        .where(Process.key == VARIED, Proposal.state == "live")
        .limit(1),
        "lane": select(Task.lane).where(Task.lane != "").limit(1),
    }
    return {name: str(session.scalars(one).one()) for name, one in found.items()} | dict(states.all())


def _processes(session: Session, owner: Actor) -> dict[str, str]:
    """A process that decides by a table, one that anybody may start with a receipt of it, and one not published yet."""
    ruled = models.linear("Rate").replace(b"userTask", b"businessRuleTask").replace(
        b"<businessRuleTask ", b'<businessRuleTask xmlns:c="http://camunda.org/schema/1.0/bpmn" c:decisionRef="credit" '
    )  # fmt: skip
    catalog.create(session, owner, LOAN, "Rate a loan", ruled, files={"credit.dmn": CREDIT})
    public = catalog.create(session, owner, PUBLIC, "Answer a letter", models.linear("Read it"), public_start=True)
    drawn = catalog.read(models.lanes({"Sales": ("Ask",), "Unknown team": ("Answer",)}))
    draft = drafts.keep(session, owner, drawn, drafts.Wanted("Answer a question", "question"))
    renamed = {"kind": "retitle", "step": "Read_it", "title": "Read and file it"}
    changed = improve.begin(session, owner, public, Content((renamed,)))
    session.flush()
    receipt = cases.start(session, ANONYMOUS, public, {"message": "Hello", "contact": "me@example.org"}).id
    return {"receipt": receipt, "draft_id": draft.id, "workshop_id": changed.id}
