"""Taking a version back: the model before becomes a new version, and moved work goes back where it can."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.kernel.subject import Subject
from app.proposals import actions as proposals
from app.proposals import queries as proposal_queries
from app.rollout.actions.start_rollout import Release, begin
from app.rollout.policy import Rollouts
from app.rollout.queries import Found
from app.rollout.tables import Rollout

LONGEST_REASON = 4000


def taken_back() -> Conflict:
    """Give the refusal of what is done to a version that was taken back."""
    return Conflict(
        "ALREADY_REVERTED",
        _("Expected a version that is live, but it was taken back already."),
        for_people=_("This version was taken back already."),
    )


def revert(session: Session, actor: Actor, found: Found, reason: str) -> Rollout:
    """Publish the model from before this rollout as a new version and give the rollout that does so.

    Raises Forbidden, Invalid without a reason, Conflict where another version is live by now or it was reverted.
    """
    policy.require(actor, Rollouts.REVERT, found.process)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        words = _("Write why, in at most {n} characters.", n=LONGEST_REASON)
        raise Invalid("REASON_MISSING", _("Expected a reason. {words}", words=words), {"reason": words})
    rollout, process = found.rollout, found.process
    if rollout.state == "reverted":
        raise taken_back()
    if process.live_version_id != rollout.version_id:
        raise Conflict(
            "NOT_LIVE",
            _(
                "Expected version {number} to be live, but version {live} is. Take that one back first, or propose "
                "the change back.",
                number=str(found.version.number),
                live=str(process.live_number),
            ),
            for_people=_(
                "Version {number} is not live any more; version {live} is. Take that one back first, or propose the "
                "change back.",
                number=str(found.version.number),
                live=str(process.live_number),
            ),
        )
    catalog.model(found.before)  # what cannot be read any more cannot come back
    said = _("Version {number} was taken back: {reason}", number=str(found.version.number), reason=reason.strip())
    publisher = replace(actor, kind="system")
    version = library.publish(
        session, publisher, process, found.before.xml, said, mode=found.before.mode, reverts=found.version,
        files=catalog.files_of(session, found.before.id),
    )  # fmt: skip
    rollout.state = "reverted"
    audit.record(
        session,
        actor,
        "rollout_reverted",
        Subject.of("rollout", rollout.id),
        {"reason": reason, "version": version.number},
    )
    if rollout.proposal_id:
        about = proposal_queries.find(session, SYSTEM, rollout.proposal_id, lock=True)
        proposals.reverted(session, actor, about, reason.strip())
    release = Release(version, found.version, True, "revert", None, rollout.id, reason.strip())
    return begin(session, actor, process, release)
