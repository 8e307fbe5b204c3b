"""What must hold of a database whatever was done to its servers; each broken rule is a line of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.ballots.tables import Ballot, Vote
from app.cases.tables import Instance, StepEvent, Task
from app.catalog import queries as catalog
from app.kernel import audit
from app.kernel.audit.tables import AuditEntry
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.times import clock
from processes import engine


def broken(database: Database) -> list[str]:
    """Give what does not hold: tasks, histories, states of cases, votes, the log."""
    with unit_of_work(database, readonly=True) as session:
        return [*_tasks(session), *_states(session), *_votes(session), *_log(session)]


def _tasks(session: Session) -> Iterator[str]:
    """A task that is done was completed once, as its history says; a case that is over has no open task."""
    written = Counter(session.scalars(select(StepEvent.task_id).where(StepEvent.event == "task_completed")))
    yield from (f"task {task} was completed {times} times" for task, times in written.items() if times > 1)
    done = set(session.scalars(select(Task.id).where(Task.state == "done")))
    yield from (f"task {task} is done, but its history does not say so" for task in done - set(written))
    rows = set(session.scalars(select(Task.id)))
    undone = (set(written) & rows) - done
    yield from (f"task {task} was completed, but it is not done" for task in undone)
    over = select(Task.id).join(Instance).where(Task.state == "open", Instance.state.in_(("completed", "cancelled")))
    yield from (f"task {task} is open in a case that is over" for task in session.scalars(over))
    nobodys = select(Task.id).where(Task.state == "open", Task.claimed_by.is_(None), Task.claimed_at.is_not(None))
    yield from (f"task {task} has nobody, but says since when" for task in session.scalars(nobodys))


def _states(session: Session) -> Iterator[str]:
    """The state of each running case loads, and has exactly the open tasks that its rows say."""
    found = select(Instance).where(Instance.state == "running")
    for case in session.scalars(found.options(joinedload(Instance.version), undefer(Instance.thin))):
        try:
            turn = engine.inspect(catalog.definition(case.version), case.blob or b"", clock.now())
        except Exception as error:
            yield f"case {case.id} cannot be loaded: {type(error).__name__} {error}"
            continue
        rows = set(session.scalars(select(Task.id).where(Task.instance_id == case.id, Task.state == "open")))
        if rows != {task.id for task in turn.open}:
            yield f"case {case.id} has the open tasks {sorted(rows)}, its state says {[t.id for t in turn.open]}"


def _votes(session: Session) -> Iterator[str]:
    """A person has one vote, and the ledger's last seal of theirs is that vote's."""
    doubled = select(Vote.ballot_id, Vote.person_id).group_by(Vote.ballot_id, Vote.person_id).having(func.count() > 1)
    yield from (f"{who} has two votes in {ballot}" for ballot, who in session.execute(doubled))
    last: dict[tuple[str, str], str] = {}
    told = select(AuditEntry).where(AuditEntry.kind.in_(("vote_cast", "vote_taken_back"))).order_by(AuditEntry.seq)
    for entry in session.scalars(told):
        key = (entry.subject.partition(":")[2], entry.actor_id)
        if entry.kind == "vote_cast":
            last[key] = entry.body["receipt"]
        elif last.pop(key, None) != entry.body["receipt"]:
            yield f"{key[1]} took back a vote in {key[0]} that the ledger does not say they had"
    now = {(vote.ballot_id, vote.person_id): vote.receipt for vote in session.scalars(select(Vote))}
    if now != last:
        yield f"{len(set(now.items()) ^ set(last.items()))} votes differ from what the ledger says"
    for ballot in session.scalars(select(Ballot)):
        if sum(key[0] == ballot.id for key in now) > ballot.electorate_size:
            yield f"ballot {ballot.id} has more votes than people"


def _log(session: Session) -> Iterator[str]:
    yield from (problem.words for problem in audit.verify(session))
