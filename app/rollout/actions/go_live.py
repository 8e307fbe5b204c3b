"""An approved proposal goes live: replayed, gated, published as it was prepared, and running work goes after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, joined, pgettext
from app.kernel.policy import Actor
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Found
from app.proposals.tables import Proposal
from app.rollout.actions.start_rollout import Release, begin
from app.rollout.queries import kept_preparation
from app.rollout.tables import Rollout
from processes import change
from processes.model import Model


@dataclass(frozen=True)
class ChangedModel:
    """What a proposal makes of the live version of its process: the model, and how it differs."""

    model: Model
    changes: tuple[change.Change, ...]

    @property
    def files(self) -> Mapping[str, bytes] | None:
        """The files beside the changed model; None where those of the live version stay."""
        return self.model.files or None


def go_live(session: Session, actor: Actor, found: Found) -> Rollout | None:
    """Make an approved proposal the live version; where it no longer fits it is in conflict, and None is given.

    It is prepared already (`prepare`), or that is done before the locks: here only what is there is put in its place.
    """
    process, proposal = found.process, found.proposal
    live = catalog.live_version(session, process)
    try:
        changed = changed_by(session, proposal, live)
        version = _publish(session, actor, found, changed)
    except (Conflict, Invalid) as error:
        proposals.conflict(session, actor, found, [error.words])
        return None
    proposals.go_live(session, actor, found, version.id, version.number)
    release = Release(version, live, found.policy.migrate, proposal_id=proposal.id, changes=changed.changes)
    return begin(session, actor, process, release)


def changed_by(session: Session, proposal: Proposal, live: Version) -> ChangedModel:
    """Replay a proposal on the live version; raises Conflict, in words, where it does not fit or changes nothing."""
    changed = queries.on_version(session, queries.revision(session, proposal), live).changed
    if changed.difference is not None and not changed.difference.changes:
        words = _(
            "Version {number} already does what this asks for, so there is nothing left to decide.",
            number=str(live.number),
        )
        raise Conflict("NOTHING_CHANGED", words, for_people=words)
    if not changed.ok or changed.model is None or changed.difference is None:
        raise Conflict(
            "DOES_NOT_FIT",
            queries.does_not_fit(
                pgettext("what is live", "Version {number}", number=str(live.number)), changed.refusals
            ),
        )
    return ChangedModel(changed.model, changed.difference.changes)


def _publish(session: Session, actor: Actor, found: Found, changed: ChangedModel) -> Version:
    proposal = found.proposal
    return library.publish(
        session, _as_stepwell(actor), found.process, changed.model, _note(proposal), proposal_id=proposal.id,
        files=changed.files, sentence=proposal.sentence,
        kept=partial(kept_preparation, session, proposal.id), language=proposal.language,
    )  # fmt: skip


def _note(proposal: Proposal) -> str:
    """What people called it, and why; what it does is the version's sentence."""
    if not proposal.nickname:
        return proposal.reason[:4000]
    called = _("“{name}”", name=proposal.nickname)
    return joined("\n\n", [called, proposal.reason[:4000]] if proposal.reason else [called])


def _as_stepwell(actor: Actor) -> Actor:
    """What a ballot and signatures decided is published by Stepwell, in the name of who completed the decision."""
    return actor if actor.is_system else replace(actor, kind="system")
