"""Flagging a step, saying why, taking the flag back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import queries
from app.discussion.events import FlagRaised, FlagWithdrawn
from app.discussion.policy import Discussion
from app.discussion.tables import FLAG_KINDS, WASTES, Flag
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.events import announce
from app.kernel.i18n import _, joined, languages, sentences
from app.kernel.policy import Actor

LONGEST = 2000


def raise_flag(
    session: Session,
    actor: Actor,
    process: Process,
    step_id: str,
    kind: str,
    reason: str = "",
    waste: str | None = None,
) -> Flag:
    """Flag a step; raises Conflict if this person has flagged it so already, Invalid for unknown kinds."""
    policy.require(actor, Discussion.FLAG, process)
    reason, waste = _checked(kind, reason, waste)
    queries.step_name(session, process.id, step_id)
    if _mine(session, actor, process, step_id, kind) is not None:
        raise Conflict(
            "ALREADY_FLAGGED",
            _(
                "Expected a new flag, but you have flagged this step as {kind} already. "
                "Change or withdraw that flag instead.",
                kind=FLAG_KINDS[kind],
            ),
            for_people=_(
                "You have flagged this step as {kind} already. Change or withdraw that flag instead.",
                kind=FLAG_KINDS[kind],
            ),
        )
    flag = Flag(
        process_id=process.id, step_id=step_id, person_id=actor.id, kind=kind, waste=waste, reason=reason,
        language=languages.current(), version_number=process.live_number,
    )  # fmt: skip
    session.add(flag)
    session.flush()
    announce(session, FlagRaised(flag.id, process.id, step_id, kind, actor.id))
    return flag


def explain_flag(
    session: Session, actor: Actor, process: Process, step_id: str, kind: str, reason: str, waste: str | None = None
) -> Flag:
    """Say why one flagged a step, or say it better; raises NotFound where there is no such flag."""
    policy.require(actor, Discussion.FLAG, process)
    flag = _mine(session, actor, process, step_id, kind)
    if flag is None:
        raise NotFound(_("your flag on this step"), "NOT_FLAGGED")
    flag.reason, flag.waste = _checked(kind, reason, waste)
    flag.language = languages.current()
    session.flush()
    return flag


def withdraw_flag(session: Session, actor: Actor, process: Process, step_id: str, kind: str) -> None:
    """Take one's own flag back; raises NotFound where there is none."""
    policy.require(actor, Discussion.FLAG, process)
    flag = _mine(session, actor, process, step_id, kind)
    if flag is None:
        raise NotFound(_("your flag on this step"), "NOT_FLAGGED")
    session.delete(flag)
    session.flush()
    announce(session, FlagWithdrawn(flag.id, process.id, step_id, kind, actor.id))


def _mine(session: Session, actor: Actor, process: Process, step_id: str, kind: str) -> Flag | None:
    return session.scalar(
        select(Flag).where(
            Flag.process_id == process.id, Flag.step_id == step_id, Flag.person_id == actor.id, Flag.kind == kind
        )
    )


def _checked(kind: str, reason: str, waste: str | None) -> tuple[str, str | None]:
    errors = {}
    if kind not in FLAG_KINDS:
        errors["kind"] = _("Choose one of {kinds}.", kinds=joined(", ", FLAG_KINDS))
    if waste and (waste not in WASTES or kind == "works_well"):
        errors["waste"] = _("Choose one of {kinds}, for a step that does not work well.", kinds=joined(", ", WASTES))
    if len(reason) > LONGEST:
        errors["reason"] = _("Write at most {most} characters.", most=str(LONGEST))
    if errors:
        said = _("Expected a flag of a known kind, but: {problems}", problems=sentences(*errors.values()))
        raise Invalid("BAD_FLAG", said, errors)
    return reason.strip(), waste or None
