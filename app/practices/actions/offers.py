"""Offering a change to other processes: it becomes a proposal of theirs, which their people judge by their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.decision_policy.actions import require_may_propose
from app.impact.queries.preview import NOT_CHECKABLE, Trial, operations_from, trial
from app.kernel import policy
from app.kernel.db import outside_locks
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, all_of, sentences
from app.kernel.policy import Actor
from app.practices.events import ChangeOffered
from app.practices.policy import Practices
from app.practices.queries import family_ids, first_of, offered_to
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Found
from app.proposals.tables import Proposal, ProposalRevision
from app.rollout.queries import of_proposal
from processes.called import quoted
from processes.change.rebase.elsewhere import Anchor, Elsewhere, carried_over
from processes.model import Model

MOST_TARGETS = 20
OFFERED, NEEDS_ANCHOR, DOES_NOT_FIT = "offered", "needs_anchor", "does_not_fit"
OFFERABLE = ("accepted", "approved", "live")


@dataclass(frozen=True)
class Offer:
    """What came of offering a change to a process.

    It is a proposal there, or needs somebody to say which steps are meant (`anchors` are the likeliest ones, `names`
    what steps are called), or does not fit.
    """

    process: Process
    state: str
    words: str
    proposal_id: str | None = None
    anchors: tuple[Anchor, ...] = ()
    names: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Carried:
    """A change to be carried over: how it was written, for which version, and which version it became."""

    made: ProposalRevision
    base: Model
    changed: Model | None


def offer(
    session: Session, actor: Actor, found: Found, targets: Sequence[Process],
    chosen: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Offer]:  # fmt: skip
    """Offer a change to other processes; `chosen` says by their keys which of their steps stand for which.

    Whoever may not offer it can adopt it where they may propose. Where it was offered before, that is given again.
    Raises Conflict for a change that was not accepted or was taken back.
    """
    _require_offerable(session, found)
    if not policy.allows(actor, Practices.OFFER, found.standing):
        for target in targets:
            require_may_propose(session, actor, target)
    if any(target.id == found.process.id for target in targets):
        words = _("Choose other processes than the one that this change is of.")
        raise Invalid("SAME_PROCESS", sentences(_("Expected another process."), words), {"to": words})
    carried = _carried(session, found)
    akin = family_ids(session, found.process.id)
    before = offered_to(session, first_of(found.proposal), [target.id for target in targets])
    elsewhere = {
        target.id: carried_over(
            carried.base, carried.changed, catalog.model(version), operations_from(carried.made.operations),
            akin=target.id in akin, chosen=(chosen or {}).get(target.key, {}),
        )
        for target, version in _readable(session, targets)
        if target.id not in before
    }  # fmt: skip
    _try_all(session, targets, elsewhere)
    return [
        _again(target, before[target.id])
        if target.id in before
        else _one(session, actor, found, target, carried, elsewhere.get(target.id))
        for target in targets
    ]


def _require_offerable(session: Session, found: Found) -> None:
    rollout = of_proposal(session, found.proposal.id) if found.proposal.state == "live" else None
    if found.proposal.state not in OFFERABLE or (rollout is not None and rollout.state == "reverted"):
        raise Conflict(
            "NOT_ACCEPTED",
            _("Expected a change that was accepted and not taken back, but this one is not. Offer it when it is."),
            for_people=_("Only a change that was accepted, and was not taken back, can be offered to others."),
        )


def _carried(session: Session, found: Found) -> Carried:
    made = queries.revision(session, found.proposal)
    base = catalog.model(catalog.version_by_id(session, made.base_version_id))
    became = found.proposal.version_id
    changed = catalog.model(catalog.version_by_id(session, became)) if became else None
    return Carried(made, base, changed)


def _readable(session: Session, targets: Sequence[Process]) -> list[tuple[Process, Version]]:
    found = [(target, catalog.live_version(session, target)) for target in targets if target.archived_at is None]
    return [(target, version) for target, version in found if catalog.fault(version) is None]


def _try_all(session: Session, targets: Sequence[Process], elsewhere: Mapping[str, Elsewhere]) -> None:
    """Work all of them out before this unit of work, at once."""
    wanted: list[Trial] = []
    for target in targets:
        found = elsewhere.get(target.id)
        if found is not None and found.operations:
            one = trial(catalog.live_version(session, target), found.operations)
            wanted += [] if one.is_done else [one]
    if wanted:
        key = f"offers {hash(tuple(one.key for one in wanted))}"
        outside_locks.before(key, partial(_work_out, wanted))


def _work_out(trials: Sequence[Trial]) -> None:
    for one in trials:
        one.work_out()


def _again(target: Process, proposal: Proposal) -> Offer:
    if proposal.state == "rejected":
        words = _("It was offered before and declined: {reason}", reason=proposal.outcome_words)
        return Offer(target, OFFERED, words, proposal.id)
    return Offer(target, OFFERED, _("It is a proposal there already."), proposal.id)


def _one(
    session: Session, actor: Actor, found: Found, target: Process, carried: Carried, elsewhere: Elsewhere | None
) -> Offer:  # fmt: skip
    if elsewhere is None:
        return Offer(target, DOES_NOT_FIT, _("Nothing can be proposed there: it was put away, or cannot be read."))
    if elsewhere.missing:
        return _not_found(target, carried, catalog.model(catalog.live_version(session, target)), elsewhere)
    operations = [operation.write() for operation in elsewhere.operations]
    try:
        made = proposals.carry_over(session, actor, found.proposal, target, operations)
    except Invalid as refused:
        if refused.code == NOT_CHECKABLE:
            raise
        return Offer(target, DOES_NOT_FIT, refused.words)
    announce(session, ChangeOffered(made.id, target.id, first_of(found.proposal), actor.id))
    return Offer(target, OFFERED, _("It is a proposal there now, and its people have been told."), made.id)


def _not_found(target: Process, carried: Carried, other: Model, elsewhere: Elsewhere) -> Offer:
    likely = {anchor.source for anchor in elsewhere.suggested}
    names = {one: quoted(carried.base.graph.label(one)) for one in elsewhere.missing}
    names |= {anchor.target: quoted(other.graph.label(anchor.target)) for anchor in elsewhere.suggested}
    lost = [names[one] for one in elsewhere.missing if one not in likely]
    if lost:
        words = _("There is nothing like {steps} there.", steps=all_of(lost))
        return Offer(target, DOES_NOT_FIT, words, names=names)
    words = _("Say which step there is {steps}.", steps=all_of(names[one] for one in elsewhere.missing))
    return Offer(target, NEEDS_ANCHOR, words, anchors=elsewhere.suggested, names=names)
