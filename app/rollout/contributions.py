"""What rollouts show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.slots import version_page
from app.kernel import live, policy
from app.kernel.errors import NotFound
from app.kernel.pages.frame import home_cards
from app.kernel.policy import Actor
from app.proposals.slots import proposal_outcome, proposal_rollout
from app.rollout import queries
from app.rollout.policy import Rollouts


@proposal_rollout.filled_by()
def rollout_id(session: Session, actor: Actor, *, proposal: Any, **_: Any) -> str | None:
    """Give the id of a proposal's rollout."""
    found = queries.of_proposal(session, proposal.id)
    return found.id if found else None


@proposal_outcome.filled_by()
def rollout_of_proposal(session: Session, actor: Actor, *, proposal: Any, **_: Any) -> Markup | None:
    """Lead from a proposal to its rollout."""
    found = queries.of_proposal(session, proposal.id)
    return Markup(render_template("rollout/_of_proposal.html", rollout=found)) if found else None


@version_page.filled_by(order=20)
def rollout_of_version(session: Session, actor: Actor, *, process: Any, version: Any, **_: Any) -> Markup | None:
    """Lead from a version to its rollout and to what it changed."""
    if actor.is_anonymous or version.number == 1:
        return None
    found = queries.of_version(session, version.id) if policy.allows(actor, Rollouts.VIEW, process) else None
    shown = {"rollout": found, "process": process, "version": version}
    return Markup(render_template("rollout/_of_version.html", **shown))


@home_cards.filled_by(order=30)
def unread_changes(session: Session, actor: Actor, **_: Any) -> Markup | None:
    """Show the changes that concern the actor and that they have not read."""
    found = queries.unread_changes(session, actor)
    return Markup(render_template("rollout/_home.html", changes=found)) if found else None


def may_follow(session: Session, actor: Actor, rollout: str) -> bool:
    """Whether the actor may learn that a rollout moved: whoever may see it."""
    try:
        queries.find(session, actor, rollout)
    except NotFound:
        return False
    return True


live.allow_topic("rollout", may_follow)
