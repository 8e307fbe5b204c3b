"""What the workshop adds to the pages of proposals: the way to answer one with another."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.decision_policy.actions import may_propose
from app.improve.queries import is_answerable
from app.kernel.policy import Actor
from app.proposals.slots import proposal_answer


@proposal_answer.filled_by(order=10)
def answer(session: Session, actor: Actor, *, proposal: Any, process: Any, **_rest: Any) -> Markup | None:
    """Offer to answer a proposal of somebody else with another one."""
    if not is_answerable(proposal) or proposal.author_id == actor.id or not may_propose(session, actor, process):
        return None
    return Markup(render_template("improve/_answer.html", proposal=proposal))
