"""A unit with a process that only it may see, and one of everything on it, for crawls over all addresses."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.accounts.tables import PeopleGroup, RoleGrant
from app.assignment import actions as assignment_actions
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.actions.filters import save_filter
from app.cases.tables import Incident, Instance, Task
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.proposals.tables import Proposal
from app.rollout.tables import Rollout
from app.services.tables import Connector, Secret
from app.sign_in.tables import ApiToken
from app.taskforms import actions as form_actions
from app.taskforms.tables import FormFile
from tests.factories import accounts, catalog, discussion, models, proposals

KEY = "secret-plan"


@dataclass
class Town:
    """Who lives there, as programs (headers) and as browsers, and the ids of one of everything."""

    ids: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)


def build(session: Session, app: StepwellApp) -> Town:
    """Make a unit `North` with manager and workers, `South` with a stranger, an admin, and one process of North."""
    town = Town()
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    who = {
        "manager": accounts.person(session, "Max Manager", "manager", north),
        "worker": accounts.person(session, "Wanda Worker", "worker", north),
        "stranger": accounts.person(session, "Sam Stranger", "manager", south),
        "admin": accounts.person(session, "Ada Admin", "admin"),
        "guest": accounts.person(session, "Gus Guest", "guest", south),
    }
    actors = {name: people.actor_for(session, person) for name, person in who.items()}
    for name, person in who.items():
        town.headers[name] = accounts.bearer(session, person)
        town.browsers[name] = accounts.signed_in(app, session, person)
    owner, worker = actors["manager"], actors["worker"]
    process = catalog.process(session, owner, models.linear("A", "B", "C", "D"), key=KEY, unit=north, visibility="unit")
    catalog.published(session, owner, process, models.linear("A", "B", "C", "D", "E"), "One more.")
    case = case_actions.start(session, worker, process, {}, None)
    session.flush()
    task = queries.open_tasks(session, case.id)[0]
    comment = discussion.comment(session, worker, process, "Why this?", step_id="A")
    discussion.flag(session, worker, process, "A")
    world = proposals.World(process, owner, owner, (worker,))
    live = proposals.approved(session, world, proposals.eliminate("E"))
    rollout = session.scalars(select(Rollout.id).where(Rollout.proposal_id == live.id)).first()
    open_one: Proposal = proposals.voting(session, world, proposals.eliminate("B"))
    grant = session.scalars(select(RoleGrant.id)).first()
    session.flush()
    town.ids = one_of_each(session, worker, actors["manager"], case, task) | {
        "key": KEY, "person_id": who["worker"].id, "instance_id": case.id, "task_id": task.id, "number": "1",
        "comment_id": comment.id, "step_id": "A", "proposal_id": open_one.id, "rollout_id": rollout or "none",
        "kind": "low_value", "unit_id": north.id, "grant_id": grant or "none", "filename": "dist/app.js",
        "token": "none", "receipt": "none", "companion_name": "none.dmn", "decision_id": "none", "name": "none.dmn",
    }  # fmt: skip
    return town


def _file(session: Session, worker: Actor, task: Task) -> FormFile:
    [sent] = form_actions.keep_content(session, worker, [("plan.txt", io.BytesIO(b"A plan."))])
    return form_actions.add_file(session, worker, sent, task)


def one_of_each(session: Session, worker: Actor, colleague: Actor, case: Instance, task: Task) -> dict[str, str]:
    """Make one of everything that hangs on the case, on the worker, or on the whole house, and give their ids."""
    now = clock.now()
    place = {"instance_id": case.id, "process_id": case.process_id, "task_id": task.id}
    things = {
        "absence_id": assignment_actions.be_away(session, worker, colleague.id, now, now + timedelta(days=9)),
        "file_id": _file(session, worker, task),
        "filter_id": save_filter(session, worker, "cases", "Mine", {"mine": "1"}),
        "incident_id": Incident(
            **place, step_id="A", step_name="A", kind="script", words="It failed.", opened_at=now,
        ),
        "notice_id": Notice(
            person_id=worker.id, kind="mention", process_id=case.process_id, words="You were named.", url="/", at=now,
            event_key="town",
        ),
        "connector_id": Connector(
            name="stock", base_url="https://stock.example", methods=["GET"], headers={}, created_at=now
        ),
        "secret_id": Secret(name="stock-key", sealed="x", changed_at=now),
        "group_id": PeopleGroup(name="Planners"),
        "token_id": session.scalars(select(ApiToken).where(ApiToken.person_id == worker.id)).first(),
    }  # fmt: skip
    session.add_all(thing for thing in things.values() if thing is not None)
    session.flush()
    return {name: str(thing.id) for name, thing in things.items() if thing is not None}
