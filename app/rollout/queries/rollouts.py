"""Reads of rollouts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases.queries.active import ahead
from app.cases.tables import ALIVE, Instance
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version, VersionStep
from app.kernel.api.paging import Page, page
from app.kernel.i18n import _
from app.kernel.policy import Actor, require_visible
from app.proposals.tables import Proposal
from app.rollout.policy import Rollouts
from app.rollout.tables import VERDICTS, Acknowledgement, Concern, PreparedChange, Rollout, Verdict
from processes.called import UNNAMED
from processes.engine import Prepared, with_large
from processes.engine.preparation.stored import restored


@dataclass(frozen=True, slots=True)
class Case:
    """A running instance as it was read; `row_version` tells whether it is still so."""

    id: str
    version_id: str
    state: str
    row_version: int
    thin: bytes | None
    large: dict[str, object] | None

    @property
    def blob(self) -> bytes:
        """The engine's state, whole."""
        return with_large(self.thin or b"", self.large or {})


@dataclass(frozen=True)
class Found:
    """A rollout with its process and the numbers of the versions it leads from and to."""

    rollout: Rollout
    process: Process
    before: Version
    version: Version


def find(session: Session, actor: Actor, rollout_id: str, *, lock: bool = False) -> Found:
    """Give a rollout of a process the actor may see, locked for a change where asked; raises NotFound.

    Before it, its process and the proposal it came from are locked, in this order.
    """
    if lock:
        lock_rows(session, rollout_id)
    wanted = select(Rollout, Process).join(Process, Process.id == Rollout.process_id)
    wanted = wanted.where(Rollout.id == rollout_id, visible_inside(actor))
    if lock:
        wanted = wanted.execution_options(populate_existing=True)
    row = session.execute(wanted).one_or_none()
    require_visible(actor, Rollouts.VIEW, None if row is None else row[1], _("this rollout"))
    assert row is not None
    before, after = session.get(Version, row[0].from_version_id), session.get(Version, row[0].version_id)
    assert before is not None and after is not None
    return Found(row[0], row[1], before, after)


def lock_rows(session: Session, rollout_id: str) -> None:
    """Lock a rollout for a change: first its process, then its proposal, then itself."""
    of = select(Rollout.process_id, Rollout.proposal_id).where(Rollout.id == rollout_id)
    found = session.execute(of).one_or_none()
    if found is None:
        return
    wanted = ((Process, found.process_id), (Proposal, found.proposal_id), (Rollout, rollout_id))
    for table, row_id in wanted:
        session.execute(select(table.id).where(table.id == row_id).with_for_update(key_share=True))


def locked(session: Session, rollout_id: str) -> Rollout | None:
    """Give a rollout locked for a change, for jobs, which ask nobody."""
    wanted = select(Rollout).where(Rollout.id == rollout_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def of_version(session: Session, version_id: str) -> Rollout | None:
    """Give the rollout that made a version live, if one did."""
    return session.scalars(select(Rollout).where(Rollout.version_id == version_id).limit(1)).one_or_none()


def of_proposal(session: Session, proposal_id: str) -> Rollout | None:
    """Give the rollout of a proposal."""
    return session.scalars(select(Rollout).where(Rollout.proposal_id == proposal_id).limit(1)).one_or_none()


def revert_of(session: Session, rollout_id: str) -> Rollout | None:
    """Give the rollout that reverted this one."""
    return session.scalars(select(Rollout).where(Rollout.reverts_id == rollout_id).limit(1)).one_or_none()


def kept_preparation(session: Session, proposal_id: str, made_of: str) -> Prepared | None:
    """Give what the engine made of a proposal's model if that was made of just these things; None where it was not."""
    kept = select(PreparedChange.prepared).where(PreparedChange.proposal_id == proposal_id)
    content = session.scalar(kept.where(PreparedChange.made_of == made_of))
    return None if content is None else restored(content)


def has_preparation(session: Session, proposal_id: str, made_of: str) -> bool:
    """Whether what was kept of a proposal's model was made of just these things."""
    kept = select(PreparedChange.made_of).where(PreparedChange.proposal_id == proposal_id)
    return session.scalar(kept) == made_of


def verdicts(
    session: Session, rollout_id: str, verdict: str = "", cursor: str | None = None, limit: int = 100
) -> Page[Verdict]:
    """Give the verdicts of a rollout, a page at a time, of one kind where asked."""
    wanted = select(Verdict).where(Verdict.rollout_id == rollout_id)
    if verdict in VERDICTS:
        wanted = wanted.where(Verdict.verdict == verdict)
    return page(session, wanted, [Verdict.instance_id], cursor, limit)


def first_verdicts(session: Session, rollout_id: str, limit: int = 5000) -> Page[Verdict]:
    """Give the first verdicts of a rollout, of these the ones that need somebody on top; the others by `verdicts`."""
    found = verdicts(session, rollout_id, limit=limit)
    return Page(sorted(found.items, key=lambda one: (one.verdict, one.instance_id)), found.next)


def to_move(session: Session, rollout: Rollout, limit: int, after: str = "") -> list[Case]:
    """Give the next cases on other versions that have no verdict in this rollout yet, behind the place `after`."""
    judged = exists().where(Verdict.rollout_id == rollout.id, Verdict.instance_id == Instance.id)
    columns = (Instance.id, Instance.version_id, Instance.state, Instance.row_version, Instance.thin, Instance.large)
    found: list[Case] = []
    for state, last in ahead(after):
        behind = (Instance.process_id == rollout.process_id, Instance.state == state, Instance.id > last)
        waiting = select(*columns).where(*behind, Instance.version_id != rollout.version_id, ~judged)
        rows = session.execute(waiting.order_by(Instance.id).limit(limit - len(found)))
        found += [Case(*row) for row in rows]
        if len(found) >= limit:
            break
    return found


def states_before(session: Session, rollout: Rollout, cases: Sequence[Case]) -> dict[str, bytes]:
    """Give, where a rollout takes another one back, the states of cases in which nothing has happened since that."""
    if rollout.reverts_id is None:
        return {}
    left = session.get_one(Rollout, rollout.reverts_id)
    rows = select(Verdict.instance_id, Verdict.row_version_after, Verdict.blob_before).where(
        Verdict.rollout_id == left.id, Verdict.from_version_id == left.from_version_id,
        Verdict.blob_before.is_not(None), Verdict.instance_id.in_([case.id for case in cases]),
    )  # fmt: skip
    now = {case.id: case.row_version for case in cases}
    return {i: before for i, after, before in session.execute(rows) if before is not None and now[i] == after}


def count_to_move(session: Session, rollout: Rollout) -> int:
    """Give how many instances run, are suspended or could not go on, on other versions than the one that goes live."""
    return session.scalar(select(func.count()).select_from(Instance).where(*_behind(rollout))) or 0


def _behind(rollout: Rollout) -> tuple[ColumnElement[bool], ...]:
    alive = Instance.state.in_(ALIVE)
    return Instance.process_id == rollout.process_id, alive, Instance.version_id != rollout.version_id


def names(session: Session, instance_ids: Iterable[str]) -> dict[str, str]:
    """Give what people call instances: their business keys, by id."""
    rows = select(Instance.id, Instance.business_key).where(Instance.id.in_(list(instance_ids)))
    return {i: key or _("case {name}", name=i[-6:].upper()) for i, key in session.execute(rows)}


def concerned(session: Session, rollout_id: str) -> list[str]:
    """Give the ids of the people a rollout concerns."""
    rows = select(Concern.person_id).where(Concern.rollout_id == rollout_id).order_by(Concern.person_id)
    return list(session.scalars(rows))


def is_concerned(session: Session, rollout_id: str, person_id: str) -> bool:
    """Whether a rollout concerns this person."""
    return session.get(Concern, (rollout_id, person_id)) is not None


def acknowledged(session: Session, version_id: str) -> list[tuple[Acknowledgement, Person]]:
    """Give all who have read what a version changed, oldest first."""
    rows = select(Acknowledgement, Person).join(Person, Person.id == Acknowledgement.person_id)
    rows = rows.where(Acknowledgement.version_id == version_id).order_by(Acknowledgement.at, Acknowledgement.person_id)
    return list(session.execute(rows))


def has_acknowledged(session: Session, version_id: str, person_id: str) -> bool:
    """Whether this person has read what a version changed."""
    return session.get(Acknowledgement, (version_id, person_id)) is not None


def step_names(session: Session, *version_ids: str) -> dict[str, str]:
    """Give the names of steps by id; an earlier version named here wins over a later one."""
    found: dict[str, str] = {}
    for version_id in reversed(version_ids):
        rows = select(VersionStep.step_id, VersionStep.name, VersionStep.called).where(
            VersionStep.version_id == version_id
        )
        found |= {step: name or called or UNNAMED for step, name, called in session.execute(rows)}
    return found
