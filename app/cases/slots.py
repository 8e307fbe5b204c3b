"""What other features show on the page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.tables import Instance
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@slot("instance.waits", Markup)
def instance_waits(session: Session, actor: Actor, *, instance: Instance) -> None:
    """What a case waits for."""


@slot("instance.known", Markup)
def instance_known(session: Session, actor: Actor, *, instance: Instance) -> None:
    """What a case knows, by the step where it was entered, and by whom."""


@slot("instance.stopped", Markup)
def instance_stopped(session: Session, actor: Actor, *, instance: Instance) -> None:
    """Above all else: what of a case could not go on, why, and the way on."""


@slot("instance.story", list[dict[str, Any]])
def instance_story(
    session: Session, actor: Actor, *, instance: Instance, since: datetime | None, until: datetime | None
) -> None:
    """In the story of a case: what people did beside its steps between two moments, as lines of a timeline."""


@slot("instance.panel", Markup)
def instance_panel(session: Session, actor: Actor, *, instance: Instance) -> None:
    """What is said about a case, and can be done with it."""
