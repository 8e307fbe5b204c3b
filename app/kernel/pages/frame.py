"""Slots of the frame: pages that belong to no feature, which all features fill."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.pages.slots import slot
from app.kernel.policy import Actor

Found = list[dict[str, str]]


@slot("home.cards", Markup)
def home_cards(session: Session, actor: Actor) -> None:
    """The home page: what waits for somebody, or concerns them."""


@slot("search", Found)
def search_results(session: Session, actor: Actor, *, q: str, limit: int) -> None:
    """The search page: at most `limit` that `q` finds, each with kind, title, url, where and text."""


@slot("error.who_can", Markup)
def who_can(session: Session, actor: Actor, *, owner_id: str) -> None:
    """The page of a refusal: whom to ask instead, by the id of who owns what was refused."""
