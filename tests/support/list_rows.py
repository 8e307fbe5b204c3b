"""Rows of lists that no program writes by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.accounts.tables import GroupMember, Person
from app.ballots.tables import Ballot, Elector
from app.cases.tables import Incident, Instance, StepEvent
from app.discussion.tables import Flag
from app.kernel.ids import new_id
from app.kernel.times import clock
from app.notices.actions import News
from app.rollout.tables import Rollout, Verdict
from tests.factories import accounts, catalog


def news(n: int) -> News:
    """Give a notice."""
    return News("mention", f"Somebody named you {n}.", "/", f"mention:{n}")


def orphan(session: Session, n: int) -> None:
    """Add a process whose owner has left."""
    gone = accounts.person(session, f"Gone {n}", "manager")
    catalog.process(session, actor_for(session, gone), key=f"orphan-{n}", title=f"Orphan {n}")
    gone.active = False


def member(session: Session, group_id: str, n: int) -> None:
    """Add somebody to a group."""
    session.add(GroupMember(group_id=group_id, person_id=accounts.person(session, f"Member {n}").id))


def flag(case: Instance, who: Person) -> Flag:
    """Give a flag of somebody."""
    return Flag(
        id=new_id(), process_id=case.process_id, step_id="A", person_id=who.id, kind="risk", version_number=1
    )  # fmt: skip


def rollout(rollout_id: str) -> Callable[[Session, Instance], None]:
    """Give what adds a rollout without cases."""

    def store(session: Session, case: Instance) -> None:
        versions = {"from_version_id": case.version_id, "version_id": case.version_id}
        session.add(Rollout(id=rollout_id, process_id=case.process_id, created_at=clock.now(), **versions))

    return store


def called(case: Instance, name: str | None = None) -> Instance:
    """Give a case that this one called."""
    case.calls = True
    return Instance(
        id=new_id(), process_id=case.process_id, version_id=case.version_id, state="completed", small={},
        started_at=clock.now(), ended_at=clock.now(), parent_id=case.id, parent_task_id="t",
        business_key=name,
    )  # fmt: skip


def verdict(session: Session, rollout_id: str, case: Instance) -> None:
    """Add a case that moved in a rollout."""
    judged = called(case)
    session.add(judged)
    session.flush()
    said = {"verdict": "moved", "words": "It moved.", "from_version_id": case.version_id, "at": clock.now()}
    session.add(Verdict(rollout_id=rollout_id, instance_id=judged.id, **said))


def incident(case: Instance, n: int) -> Incident:
    """Give an incident of a case."""
    return Incident(
        id=new_id(), instance_id=case.id, process_id=case.process_id, task_id=f"t{n}", step_id="A", step_name="A",
        kind="script", words="It stopped.", opened_at=clock.now(),
    )  # fmt: skip


def event(case: Instance, n: int) -> StepEvent:
    """Give a line of a history."""
    return StepEvent(
        instance_id=case.id, process_id=case.process_id, version_id=case.version_id, event="claimed", step_id="A",
        at=clock.now(), detail=str(n),
    )  # fmt: skip


def ballot(session: Session, values: dict[str, Any], ballot_id: str, elector: str) -> None:
    """Add an open ballot with one elector."""
    session.add(Ballot(**values, id=ballot_id))
    session.flush()
    session.add(Elector(ballot_id=ballot_id, person_id=elector))
