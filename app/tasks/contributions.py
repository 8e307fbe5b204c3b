"""What tasks show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.pages.frame import home_cards
from app.kernel.policy import Actor
from app.tasks import queries


@home_cards.filled_by(order=10)
def my_tasks(session: Session, actor: Actor, **_: Any) -> Markup | None:
    """Show the first few tasks that wait for the person."""
    waiting = queries.inbox(session, actor, limit=4)
    if not waiting.items:
        return None
    return Markup(render_template("tasks/_home.html", tasks=waiting.items, more=waiting.next is not None))
