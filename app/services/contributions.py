"""What services show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.policy import Cases
from app.cases.queries.incidents import KEEPERS
from app.cases.slots import instance_panel
from app.kernel import policy
from app.kernel.pages.frame import home_cards
from app.kernel.policy import Actor
from app.services import queries
from app.services.words import KINDS, OUTCOMES


@instance_panel.filled_by(order=20)
def what_was_tried(session: Session, actor: Actor, *, instance: Any, **_: Any) -> Markup | None:
    """Show the open incidents of a case, and what services tried in it; to those who work here."""
    if not actor.is_internal:
        return None
    tried = queries.attempts(session, instance.id)
    incidents = case_queries.incidents_of(session, instance.id) if instance.incidents else []
    if not tried and not incidents:
        return None
    page = render_template(
        "services/_instance.html", attempts=tried, incidents=incidents, kinds=KINDS, outcomes=OUTCOMES,
        sees=policy.allows(actor, Cases.VIEW_INCIDENT, instance.process),
    )  # fmt: skip
    return Markup(page)


@home_cards.filled_by(order=5)
def incidents_to_see_to(session: Session, actor: Actor, **_: Any) -> Markup | None:
    """Tell those who see to it what could not go on."""
    if not actor.has(*KEEPERS, "manager"):
        return None
    count = case_queries.incident_count(session, actor)
    return Markup(render_template("services/_home.html", count=count)) if count else None
