"""What rollouts show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.measured.durations import duration
from app.cases.measured.effect import WentLive, effects
from app.catalog.slots import version_outcomes, version_page
from app.kernel import live, policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _, ngettext, pgettext
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.proposals.slots import proposal_outcome, proposal_rollout
from app.rollout import queries
from app.rollout.pages.progress import followed
from app.rollout.policy import Rollouts

MOST_UNREAD = 10
SEE_TO = ("ops", "admin", "manager")


@proposal_rollout.filled_by()
def rollout_id(session: Session, actor: Actor, *, proposal: Any, **_rest: Any) -> str | None:
    """Give the id of a proposal's rollout."""
    found = queries.of_proposal(session, proposal.id)
    return found.id if found else None


@proposal_outcome.filled_by()
def rollout_of_proposal(session: Session, actor: Actor, *, proposal: Any, **_rest: Any) -> Markup | None:
    """Show on a proposal how far its rollout is: who has signed last stands here."""
    found = queries.of_proposal(session, proposal.id)
    return Markup(render_template("rollout/_of_proposal.html", **followed(session, actor, found))) if found else None


@version_page.filled_by(order=20)
def rollout_of_version(session: Session, actor: Actor, *, process: Any, version: Any, **_rest: Any) -> Markup | None:
    """Lead from a version to its rollout and to what it changed."""
    if actor.is_anonymous or version.number == 1:
        return None
    found = queries.of_version(session, version.id) if policy.allows(actor, Rollouts.VIEW, process) else None
    shown = {"rollout": found, "process": process, "version": version}
    return Markup(render_template("rollout/_of_version.html", **shown))


@version_outcomes.filled_by(order=20)
def rollouts_of_versions(
    session: Session, actor: Actor, *, process: Any, versions: Any, **_rest: Any
) -> dict[str, Markup] | None:
    """Say in the history what became of running cases, who took a version back, and offer to: three statements."""
    if not policy.allows(actor, Rollouts.VIEW, process):
        return None
    found = queries.of_versions(session, [version.id for version in versions])
    taken_back = queries.reverts_of(session, found)
    may_revert = policy.allows(actor, Rollouts.REVERT, process)
    return {
        one.version_id: Markup(
            render_template(
                "rollout/_history.html", rollout=one, process=process, version=version, back=taken_back.get(one.id),
                by=taken_back.get(one.reverts_id or ""), inside=policy.allows(actor, Rollouts.VIEW_CASES, process),
                may_revert=may_revert and one.state != "reverted" and version.id == process.live_version_id,
            )
        )
        for version in versions
        if (one := found.get(version.id)) is not None
    }  # fmt: skip


@home_parts.filled_by(order=10)
def unread_changes(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show the changes that concern the actor and that they have not read."""
    found = queries.unread_changes(session, actor, MOST_UNREAD + 1)
    if not found:
        return None
    is_cut, shown = len(found) > MOST_UNREAD, found[:MOST_UNREAD]
    counted = ngettext("{n} change you have not read", "{n} changes you have not read", len(found))
    title = _("Changes you have not read") if is_cut else counted
    return HomePart(
        "changes",
        title,
        Asks.TO_READ,
        lambda _first: Markup(render_template("rollout/_home.html", changes=shown)),
        (pgettext("changes", "All of them"), "/changes"),
    )


@home_parts.filled_by(order=15)
def on_the_way(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show those who see to it which versions are on their way to running cases, or failed for some: one statement."""
    if not actor.has(*SEE_TO):
        return None
    found = queries.on_the_way(session, actor)
    if not found:
        return None
    return HomePart(
        "rollouts",
        _("Versions on their way"),
        Asks.TO_SEE_TO,
        lambda _first: Markup(render_template("rollout/_home_rollouts.html", found=found)),
    )


@home_parts.filled_by(order=40)
def effect_of_changes(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show who answers for processes how long cases took before their last changes, and after: two statements."""
    changes = queries.last_changes(session, actor)
    if not changes:
        return None
    measured = effects(session, [WentLive(v.id, p.id, r.created_at) for r, p, v in changes])
    rows = [(process, version, measured[version.id]) for _rollout, process, version in changes]
    return HomePart(
        "effects",
        _("What the last changes did"),
        Asks.TO_KNOW,
        lambda _first: Markup(render_template("rollout/_home_effects.html", rows=rows, duration=duration)),
    )


def may_follow(session: Session, actor: Actor, rollout: str) -> bool:
    """Whether the actor may learn that a rollout moved: whoever may see it."""
    try:
        queries.find(session, actor, rollout)
    except NotFound:
        return False
    return True


live.allow_topic("rollout", may_follow)
