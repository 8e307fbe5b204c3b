"""What targets show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.i18n import ngettext
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.targets import queries

SEE_TO = ("ops", "admin")


@home_parts.filled_by(order=12)
def not_delivered(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show operations which versions could not be delivered: one statement."""
    if not actor.has(*SEE_TO):
        return None
    found = queries.failed(session, actor)
    if not found:
        return None
    return HomePart(
        "deliveries",
        ngettext("{n} version could not be delivered", "{n} versions could not be delivered", len(found)),
        Asks.TO_DO,
        lambda _first: Markup(render_template("targets/_home.html", found=found)),
    )
