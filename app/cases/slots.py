"""What other features show on the page of a case."""

from __future__ import annotations

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


@slot("instance.panel", Markup)
def instance_panel(session: Session, actor: Actor, *, instance: Instance) -> None:
    """What is said about a case, and can be done with it."""
