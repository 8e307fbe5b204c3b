"""What variants and practices show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.slots import process_kin
from app.kernel import policy
from app.kernel.policy import Actor
from app.practices import queries
from app.practices.actions import OFFERABLE
from app.practices.policy import Practices
from app.proposals.queries import policy_for
from app.proposals.queries.find import Found
from app.proposals.slots import proposal_elsewhere, proposal_outcome


@process_kin.filled_by(order=30)
def family_links(session: Session, actor: Actor, *, process: Any, **_rest: Any) -> Markup | None:
    """Lead to the variants of a process, and to what worked elsewhere."""
    if not policy.allows(actor, Practices.VIEW_FAMILY, process):
        return None
    return Markup(render_template("practices/_on_process.html", process=process))


@proposal_outcome.filled_by(order=40)
def comes_from(session: Session, actor: Actor, *, proposal: Any, **_rest: Any) -> Markup | None:
    """Say on a proposal from where it was carried over."""
    origin = queries.origin_of(session, actor, proposal)
    return Markup(render_template("practices/_origin.html", origin=origin)) if origin is not None else None


@proposal_elsewhere.filled_by(order=40)
def carried_over(session: Session, actor: Actor, *, proposal: Any, process: Any, **_rest: Any) -> Markup | None:
    """Say on a proposal what became of it elsewhere, and offer to carry it on."""
    offerable = proposal.state in OFFERABLE and not proposal.is_in_words
    if not offerable and proposal.origin_id is None:
        return None
    standing = Found(proposal, process, policy_for(session, proposal)).standing
    shown = {
        "adoptions": [a for a in queries.adoptions(session, actor, proposal) if a.proposal.id != proposal.id],
        "may_offer": offerable and policy.allows(actor, Practices.OFFER, standing),
        "has_worth": proposal.state == "live" and policy.allows(actor, Practices.VIEW_WORTH, process),
    }
    return Markup(render_template("practices/_elsewhere.html", proposal=proposal, **shown))
