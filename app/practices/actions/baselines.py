"""Entering what a change uses and costs: frozen as soon as it is entered, and superseded only with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.practices.events import BaselineEntered
from app.practices.policy import Practices
from app.practices.tables import Baseline
from app.practices.values import Figures, figures_from
from app.proposals.queries import Found

MOST_BASELINES, LONGEST_REASON = 30, 400
NO_MORE = ("rejected", "withdrawn")


def enter_baseline(session: Session, actor: Actor, found: Found, given: Mapping[str, Any]) -> Baseline:
    """Enter what a change uses and costs in its process, and freeze it.

    Raises Forbidden, Invalid for what is no figure, Conflict where the same is counted already or it was declined.
    """
    policy.require(actor, Practices.ENTER_BASELINE, found.process)
    if found.proposal.state in NO_MORE:
        raise Conflict(
            "DECLINED",
            _("Expected a change that may be made, but this one was declined or withdrawn. Enter nothing for it."),
            for_people=_("This change was declined or withdrawn, so nothing is counted for it."),
        )
    figures = figures_from(given)
    standing = list(
        session.scalars(
            select(Baseline)
            .where(Baseline.proposal_id == found.proposal.id, Baseline.superseded_at.is_(None))
            .limit(MOST_BASELINES)
        )
    )
    if any(one.found_by == figures.what.casefold() for one in standing):
        raise _frozen()
    if len(standing) == MOST_BASELINES:
        words = _("At most {n} things can be counted of one change.", n=MOST_BASELINES)
        raise Conflict("TOO_MANY", _("Expected fewer things to count. {words}", words=words), for_people=words)
    return _store(session, actor, found, figures)


def supersede_baseline(
    session: Session, actor: Actor, found: Found, baseline_id: str, given: Mapping[str, Any]
) -> Baseline:
    """Put other figures in the place of some, with a reason; the old ones are kept.

    Raises Forbidden, NotFound, Invalid without a reason, Conflict where they are superseded already.
    """
    policy.require(actor, Practices.ENTER_BASELINE, found.process)
    wanted = select(Baseline).where(Baseline.id == baseline_id, Baseline.proposal_id == found.proposal.id)
    before = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if before is None:
        raise NotFound(_("these figures"))
    reason = str(given.get("reason") or "").strip()
    figures = figures_from({**given, "what": before.what})
    if not reason or len(reason) > LONGEST_REASON:
        words = _("Write why, in at most {n} characters.", n=LONGEST_REASON)
        raise Invalid("REASON_MISSING", _("Expected a reason. {words}", words=words), {"reason": words})
    if before.superseded_at is not None:
        raise Conflict(
            "SUPERSEDED",
            _("Expected figures that stand, but others have taken their place. Supersede those."),
            for_people=_("Others have taken the place of these figures already. Look at them first."),
        )
    before.superseded_at = clock.now()
    session.flush()
    return _store(session, actor, found, figures, before, reason)


def _store(
    session: Session, actor: Actor, found: Found, figures: Figures, before: Baseline | None = None, reason: str = ""
) -> Baseline:  # fmt: skip
    row = Baseline(
        proposal_id=found.proposal.id, **asdict(figures), found_by=figures.what.casefold(), entered_by=actor.id,
        entered_at=clock.now(), supersedes_id=before.id if before else None, reason=reason,
    )  # fmt: skip
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise _frozen() from error
    body = {
        "baseline": row.id, "what": row.what, "unit": row.unit, "before": str(row.before), "after": str(row.after),
        "price": str(row.price), "currency": row.currency, "source": row.source,
    }  # fmt: skip
    kind = "practices.baseline_entered"
    if before is not None:
        kind, body = "practices.baseline_superseded", {**body, "reason": reason}
    audit.record(session, actor, kind, Subject.of("proposal", found.proposal.id), body)
    supersedes = before.id if before else None
    announce(session, BaselineEntered(row.id, found.proposal.id, found.process.id, supersedes, actor.id))
    return row


def _frozen() -> Conflict:
    return Conflict(
        "BASELINE_FROZEN",
        _("Expected something that is not counted yet, but figures for it are frozen. Supersede them, with a reason."),
        for_people=_("Figures for this are frozen. Put others in their place below, and say why."),
    )
