"""The first start: the first person of a new installation."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.actions.people import add_person
from app.accounts.tables import Person
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM
from app.sign_in import secrets


def first_admin(session: Session, email: str, name: str, password: str) -> Person:
    """Make the first person, who administers everything; raises Conflict when anybody is here already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))
    if queries.has_people(session):
        raise Conflict(
            "ALREADY_SET_UP",
            _("Expected a new installation, but there are people already. Sign in instead."),
            for_people=_("There are people here already. Sign in instead."),
        )
    return add_person(session, SYSTEM, email, name, "admin", None, secrets.hash_password(password))
