"""What proposals show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.policy import sees_inside
from app.catalog.slots import diagram_overlays, process_header, step_panel, version_touched
from app.decision_policy.actions import may_propose
from app.kernel.i18n import _, joined, ngettext
from app.kernel.pages.frame import search_results
from app.kernel.policy import Actor
from app.proposals import queries
from app.proposals.tables import Proposal
from app.proposals.transitions import STATE_WORD
from app.tasks.slots import task_aside

TRIED_LATER = _("There are too many to try them all at once; this one is tried when the version goes live.")


def _page(proposal: Proposal) -> str:
    return url_for("proposals.proposal", proposal_id=proposal.id)


def on_step(
    session: Session, actor: Actor, *, process: Any, step_id: str, alive: bool = True, **_more: Any
) -> Markup | None:
    """Show the proposals about a step and the button to make one."""
    if not sees_inside(actor, process):
        return None
    found = queries.on_step(session, actor, process, step_id)
    shown = {"process": process, "step_id": step_id, "alive": alive, "proposals": found, "is_beside": "task" in _more}
    return Markup(render_template("proposals/_on_step.html", **shown))


step_panel.filled_by(order=20)(on_step)
task_aside.filled_by(order=20)(on_step)


@process_header.filled_by(order=5)
def propose_button(session: Session, actor: Actor, *, process: Any, **_more: Any) -> Markup | None:
    """Offer to propose a change of the process, to whoever may."""
    if process.archived_at is not None or not sees_inside(actor, process) or not may_propose(session, actor, process):
        return None
    return Markup(render_template("proposals/_propose.html", process=process))


@diagram_overlays.filled_by(order=40)
def open_proposals(session: Session, actor: Actor, *, process: Any, **_more: Any) -> list[dict[str, str]] | None:
    """Mark the steps that somebody proposes to change."""
    if not sees_inside(actor, process):
        return None
    counts = queries.open_on_steps(session, process)
    return [
        {
            "step": step, "kind": "proposal", "text": str(n),
            "title": ngettext("{n} open proposal", "{n} open proposals", n),
        }
        for step, n in counts.items()
    ]  # fmt: skip


@search_results.filled_by(order=30)
def found_proposals(session: Session, actor: Actor, q: str = "", limit: int = 10, **_more: Any) -> list[dict[str, str]]:
    """Give the proposals that a search finds."""
    found = queries.listed(session, actor, queries.Filter(q=q), limit=limit).items
    where = queries.places(session, found)
    return [
        {
            "kind": "proposal", "title": p.sentence, "url": _page(p),
            "where": where[p.id].title, "text": joined(" · ", filter(None, (p.nickname, STATE_WORD[p.state]))),
        }
        for p in found
    ]  # fmt: skip


@version_touched.filled_by(order=10)
def touched_votes(
    session: Session, actor: Actor, *, process: Any, model: Any, **_more: Any
) -> list[dict[str, Any]] | None:
    """Give what would become of running votes and waiting signatures if this model went live."""
    if not sees_inside(actor, process):
        return None
    found = queries.touched_by(session, process.id, catalog.live_version(session, process), model)
    return [
        {
            "id": p.id, "sentence": p.sentence, "title": p.title, "state": p.state,
            "becomes": fate.becomes if fate else "later", "words": fate.words if fate else TRIED_LATER,
            "url": _page(p),
        }
        for p, fate in found
    ]  # fmt: skip
