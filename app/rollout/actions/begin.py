"""An approved proposal becomes the live version: replay, gate, publish, and running work goes after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.kernel import audit, clock
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.kernel.policy import Actor
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Found
from app.proposals.tables import Proposal
from app.rollout import queries as rollouts
from app.rollout.events import RolloutStarted
from app.rollout.tables import Concern, Rollout
from app.work.queries import performers
from processes import change


@dataclass(frozen=True)
class Going:
    """What goes live, and why."""

    version: Version
    previous: Version
    migrates: bool
    kind: str = "rollout"
    proposal_id: str | None = None
    reverts_id: str | None = None
    reason: str = ""


def go_live(session: Session, actor: Actor, found: Found) -> Rollout | None:
    """Replay an approved proposal on the live version and publish it; where it no longer fits it is in conflict."""
    process, proposal = found.process, found.proposal
    live = catalog.live_version(session, process)
    changed = queries.on_version(session, queries.revision(session, proposal), live).changed
    if changed.difference is not None and not changed.difference.changes:
        words = f"Version {live.number} already does what this asks for, so there is nothing left to decide."
        proposals.conflict(session, actor, found, [words])
        return None
    if not changed.ok or changed.model is None:
        proposals.conflict(session, actor, found, [queries.does_not_fit(f"Version {live.number}", changed.refusals)])
        return None
    try:
        version = library.publish(
            session, _as_stepwell(actor), process, changed.model.xml, _note(proposal), proposal_id=proposal.id,
            sentence=proposal.sentence,
        )  # fmt: skip
    except (Conflict, Invalid) as error:
        proposals.conflict(session, actor, found, [error.detail])
        return None
    proposals.go_live(session, actor, found, version.id, version.number)
    going = Going(version, live, found.policy.migrate, proposal_id=proposal.id)
    return begin(session, actor, process, going)


def begin(session: Session, actor: Actor, process: Process, going: Going) -> Rollout:
    """Note that a version went live, whom it concerns, and send running work after it in the background."""
    rollout = Rollout(
        process_id=process.id, from_version_id=going.previous.id, version_id=going.version.id, kind=going.kind,
        proposal_id=going.proposal_id, reverts_id=going.reverts_id, reason=going.reason, state="planned",
        migrates=going.migrates, created_at=clock.now(),
    )  # fmt: skip
    session.add(rollout)
    session.flush()
    rollout.total = rollouts.count_to_move(session, rollout)
    concerned = concerned_by(session, process, going)
    if concerned:
        session.execute(insert(Concern), [{"rollout_id": rollout.id, "person_id": who} for who in sorted(concerned)])
    body = {"version": going.version.number, "instances": rollout.total, "kind": going.kind}
    audit.record(session, actor, "rollout_started", f"rollout:{rollout.id}", body)
    announce(session, RolloutStarted(rollout.id, process.id, going.version.id, going.kind, actor.id))
    defer(session, "rollout.chunk", {"rollout_id": rollout.id}, lock=f"rollout:{rollout.id}")
    return rollout


def concerned_by(session: Session, process: Process, going: Going) -> set[str]:
    """Give the ids of the people who do a changed step or its neighbour, before or after, and of the owner.

    A change of the process itself, such as who takes part, concerns all of its people; so does what nobody can tell.
    """
    changes = _changes(going)
    if changes is None:
        return performers(session, process) | set(actors(session, [process.owner_id]))
    steps = {step for found in changes for step in found.steps}
    rows = [s for v in (going.previous, going.version) for s in catalog.steps(session, v.id)]
    lanes = {s.lane or "" for s in rows if s.step_id in steps}
    there = [s.step_id for s in rows if s.version_id == going.version.id and (s.lane or "") in lanes]
    known = {s.step_id for s in rows}
    of_all = any(known.isdisjoint(found.steps) for found in changes if found.kind not in change.OF_NO_WORK)
    people = performers(session, process, there) if there and not of_all else performers(session, process)
    return people | set(actors(session, [process.owner_id]))


def _changes(going: Going) -> tuple[change.Change, ...] | None:
    try:
        return change.diff(catalog.model(going.previous), catalog.model(going.version)).changes
    except (catalog.Unreadable, *catalog.UNTELLABLE):
        return None


def _note(proposal: Proposal) -> str:
    """What people called it, and why; what it does is the version's sentence."""
    parts = [f"“{proposal.nickname}”" if proposal.nickname else "", proposal.reason]
    return "\n\n".join(part for part in parts if part)[:4000]


def _as_stepwell(actor: Actor) -> Actor:
    """What a ballot and signatures decided is published by Stepwell, in the name of who completed the decision."""
    return actor if actor.is_system else replace(actor, kind="system")
