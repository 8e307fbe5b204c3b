"""What the demo shows on the pages of others: people to become, its own entries in the menu, the tour."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.demo.pages import people, tour
from app.demo.pages.blueprint import is_served, stops
from app.kernel.pages.frame import above_page, own_menu
from app.kernel.policy import Actor
from app.sign_in.slots import sign_in_page


@sign_in_page.filled_by()
def personas(session: Session, actor: Actor, *, target: str) -> Markup | None:
    """Offer the people of the demo above the form."""
    if not is_served():
        return None
    return Markup(render_template("demo/_sign_in.html", cards=people.cards(target), tour=bool(stops(session))))


@own_menu.filled_by()
def menu(session: Session, actor: Actor) -> Markup | None:
    """Lead to other people, the tour and the mails."""
    if not is_served():
        return None
    there = len(stops(session))
    return Markup(render_template("demo/_menu.html", now=tour.standing(there), steps=there))


@above_page.filled_by()
def strip(session: Session, actor: Actor) -> Markup | None:
    """Say where the tour stands, on every page while it is taken."""
    return tour.strip(session) if is_served() else None
