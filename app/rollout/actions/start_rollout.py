"""A version went live: whom it concerns is noted, and running work goes after it in the background."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.assignment.queries import asked_of
from app.catalog import queries as catalog
from app.catalog.queries.version_diff import told_apart
from app.catalog.tables import Process, Version
from app.kernel import audit
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.rollout import queries as rollouts
from app.rollout.events import RolloutStarted
from app.rollout.tables import Concern, Rollout
from processes import change


@dataclass(frozen=True)
class Release:
    """What goes live, and why; `changes` are the differences to the version before, where they are known already."""

    version: Version
    previous: Version
    migrates: bool
    kind: str = "rollout"
    proposal_id: str | None = None
    reverts_id: str | None = None
    reason: str = ""
    changes: tuple[change.Change, ...] | None = None


def begin(session: Session, actor: Actor, process: Process, release: Release) -> Rollout:
    """Note that a version went live, whom it concerns, and send running work after it in the background."""
    rollout = Rollout(
        process_id=process.id, from_version_id=release.previous.id, version_id=release.version.id, kind=release.kind,
        proposal_id=release.proposal_id, reverts_id=release.reverts_id, reason=release.reason, state="planned",
        migrates=release.migrates, created_at=clock.now(),
    )  # fmt: skip
    session.add(rollout)
    session.flush()
    rollout.total = rollouts.count_to_move(session, rollout)
    concerned = concerned_by(session, process, release)
    if concerned:
        session.execute(insert(Concern), [{"rollout_id": rollout.id, "person_id": who} for who in sorted(concerned)])
    body = {"version": release.version.number, "instances": rollout.total, "kind": release.kind}
    audit.record(session, actor, "rollout_started", Subject.of("rollout", rollout.id), body)
    announce(session, RolloutStarted(rollout.id, process.id, release.version.id, release.kind, actor.id))
    defer(session, "rollout.chunk", {"rollout_id": rollout.id}, lock=f"rollout:{rollout.id}")
    return rollout


def concerned_by(session: Session, process: Process, release: Release) -> set[str]:
    """Give the ids of those who do a changed step or its neighbour, before or after, and see inside; and of the owner.

    A change of the process itself, such as who takes part, concerns all of its people; so does what nobody can tell.
    """
    changes = _changes(release)
    if changes is None:
        return asked_of(session, process) | set(actors(session, [process.owner_id]))
    steps = {step for found in changes for step in found.steps}
    rows = [s for v in (release.previous, release.version) for s in catalog.steps(session, v.id)]
    lanes = {s.lane or "" for s in rows if s.step_id in steps}
    there = [s.step_id for s in rows if s.version_id == release.version.id and (s.lane or "") in lanes]
    known = {s.step_id for s in rows}
    of_all = any(known.isdisjoint(found.steps) for found in changes if found.kind not in change.OF_NO_WORK)
    people = asked_of(session, process, there if there and not of_all else None)
    return people | set(actors(session, [process.owner_id]))


def _changes(release: Release) -> tuple[change.Change, ...] | None:
    if release.changes is not None:
        return release.changes
    try:
        return told_apart(catalog.model(release.previous), catalog.model(release.version)).changes
    except (catalog.Unreadable, *catalog.UNTELLABLE):
        return None
