"""Hand everything that a person has to somebody else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.privacy import belongings
from app.privacy.events import HandedOver


def hand_over_everything(session: Session, actor: Actor, person: Person, to_id: str) -> dict[str, int]:
    """Give a colleague all that a person has or is named for, say how much of each kind that was, and tell them.

    What the colleague may not have stays: a task they are kept apart from, a proposal they signed. What the person said
    and did stays theirs. Raises Invalid for who does not work here.
    """
    policy.require(actor, Accounts.MANAGE_PEOPLE, person)
    to = actor_for(session, to_id) if to_id else None
    if to is None or to.id == person.id or not to.is_internal:
        words = _("Choose another colleague who works here.")
        raise Invalid("CANNOT_TAKE_OVER", _("Expected somebody to hand this to. {words}", words=words), {"to": words})
    session.flush()
    given = {kind.key: kind.give(session, actor, person.id, to) for kind in belongings.kinds() if kind.give}
    given = {key: count for key, count in given.items() if count}
    words = joined(", ", [kind.words(given[kind.key]) for kind in belongings.kinds() if kind.key in given])
    if words:
        announce(session, HandedOver(person.id, to.id, actor.id, words, "tasks" in given))
    audit.record(session, actor, "person.handed_over", Subject.of("person", person.id), {"to": to.id, **given})
    return given
