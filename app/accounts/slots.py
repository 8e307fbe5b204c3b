"""What other features show on pages of people."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@slot("person.page", Markup)
def person_page(session: Session, actor: Actor, *, person: Person) -> None:
    """Somebody's page: what they did, as far as the reader may see it."""
