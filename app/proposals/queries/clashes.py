"""What stands in a proposal's way: on the live version, and which brought that; and proposals made against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version, VersionStep
from app.impact.queries.preview import Preview, operations_from
from app.kernel.characters import one_line
from app.kernel.policy import Actor
from app.proposals.queries.find import Found, by_ids, revision
from app.proposals.tables import Proposal
from processes.change import Refusal

GONE, CHANGED = "ANCHOR_GONE", "CHANGED_MEANWHILE"
MOST_ANSWERS = 20
TOLD = ("name", "documentation", "lane", "type")
Rows = Sequence[tuple[int, Mapping[str, str | None] | None]]


@dataclass(frozen=True)
class Clash:
    """Why one part of a proposal no longer fits; the version that brought it and who made that, where it is known."""

    words: str
    version: Version | None = None
    who: str = ""


def clashes(session: Session, found: Found, tried: Preview, written_for: Version) -> list[Clash]:
    """Give what stands in the way of a proposal that was tried on a later version: a few statements for all of it."""
    refusals = tried.changed.refusals
    steps = {refusal.step for refusal in refusals if refusal.step and refusal.code in (GONE, CHANGED)}
    if not steps:
        return [Clash(refusal.words) for refusal in refusals]
    told = _told(session, found, written_for.number, tried.version.number, steps)
    fields: dict[str, set[str]] = {}
    for operation in operations_from(revision(session, found.proposal).operations):
        for setting in operation.sets:
            fields.setdefault(setting.element, set()).add(setting.field)
    numbers = [_brought(refusal, told.get(refusal.step or "", ()), fields) for refusal in refusals]
    rows = select(Version).where(Version.process_id == found.process.id, Version.number.in_({n for n in numbers if n}))
    versions = {version.number: version for version in session.scalars(rows)}
    who = _makers(session, versions.values())
    return [
        Clash(refusal.words, versions.get(number), who.get(number, ""))
        for refusal, number in zip(refusals, numbers, strict=True)
    ]


def _told(session: Session, found: Found, first: int, last: int, steps: Iterable[str]) -> dict[str, Rows]:
    """Give, by step, what each version says of it, oldest first; None where it has no such step."""
    rows = (
        select(Version.number, VersionStep.step_id, *(getattr(VersionStep, column) for column in TOLD))
        .outerjoin(VersionStep, and_(VersionStep.version_id == Version.id, VersionStep.step_id.in_(steps)))
        .where(Version.process_id == found.process.id, Version.number.between(first, last))
        .order_by(Version.number)
    )
    said: dict[int, dict[str, Mapping[str, str | None]]] = {}
    for number, step, name, *more in session.execute(rows):
        columns = zip(TOLD, (one_line(name or ""), *more), strict=True)
        said.setdefault(number, {})[step or ""] = dict(columns)
    return {step: [(number, of.get(step)) for number, of in said.items()] for step in steps}


def _brought(refusal: Refusal, rows: Rows, fields: Mapping[str, set[str]]) -> int:
    """Give the number of the last version in which what the refusal is about came to be; 0 for none."""
    read = fields.get(refusal.step or "", set()) & {*TOLD}
    brought = 0
    for (_, was), (number, now) in pairwise(rows):
        if refusal.code == GONE:
            brought = number if was is not None and now is None else brought
        elif was is not None and now is not None and any(was[field] != now[field] for field in read):
            brought = number
    return brought


def _makers(session: Session, versions: Iterable[Version]) -> dict[int, str]:
    """Give, by number, the name of who proposed a version, or else published it."""
    made = list(versions)
    proposals = by_ids(session, [v.proposal_id for v in made if v.proposal_id])
    of = {v.number: proposals[v.proposal_id].author_id if v.proposal_id in proposals else v.author_id for v in made}
    who = people(session, [i for i in of.values() if i])
    return {number: who[id_].name for number, id_ in of.items() if id_ in who}


@dataclass(frozen=True)
class Answers:
    """The proposal that one was made against, None where there is none to see, and those made against it."""

    to: Proposal | None
    by: Sequence[Proposal]


def answers_of(session: Session, actor: Actor, proposal: Proposal) -> Answers:
    """Give what the actor may see of that; drafts are their authors'."""
    about = [Proposal.answers_id == proposal.id]
    about += [Proposal.id == proposal.answers_id] if proposal.answers_id else []
    rows = (
        select(Proposal)
        .join(Process, Process.id == Proposal.process_id)
        .where(or_(*about), visible_inside(actor), or_(Proposal.state != "draft", Proposal.author_id == actor.id))
        .order_by(Proposal.id)
        .limit(MOST_ANSWERS)
    )
    found = session.scalars(rows).all()
    first = next((one for one in found if one.id == proposal.answers_id), None)
    return Answers(first, [one for one in found if one.answers_id == proposal.id])


def rival_of(session: Session, proposal: Proposal, other_id: str | None) -> Proposal | None:
    """Give another proposal where only one of the two can go live: one answers the other, or both the same."""
    if not other_id or other_id == proposal.id:
        return None
    same: list[ColumnElement[bool]] = [Proposal.answers_id == proposal.id, Proposal.id == proposal.answers_id]
    same += [Proposal.answers_id == proposal.answers_id] if proposal.answers_id else []
    return session.scalars(select(Proposal).where(Proposal.id == other_id, or_(*same))).one_or_none()
