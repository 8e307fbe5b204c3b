"""What other features show on one's own page."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@slot("me.page", Markup)
def me_page(session: Session, actor: Actor) -> None:
    """One's own page: more about oneself."""


@slot("sign_in.page", Markup)
def sign_in_page(session: Session, actor: Actor, *, target: str) -> None:
    """The page of signing in: other ways in, to where somebody was going."""
