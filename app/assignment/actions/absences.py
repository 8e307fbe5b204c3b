"""Say when one is away, and who does one's work meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people
from app.assignment import queries
from app.assignment.events import SubstituteAsked
from app.assignment.tables import Absence
from app.kernel import audit, jobs
from app.kernel.errors import Invalid, NotFound
from app.kernel.events import announce
from app.kernel.i18n import _, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock

LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=731)


def be_away(session: Session, actor: Actor, substitute_id: str, begins_at: datetime, ends_at: datetime) -> Absence:
    """Note that one is away from–to, and that the substitute is offered one's tasks then; Invalid if that cannot be."""
    errors: dict[str, str] = {}
    if not timedelta() < ends_at - begins_at <= LONGEST or ends_at <= clock.now():
        errors["ends_at"] = _("Choose an end after the beginning, in the future, and at most a year later.")
    if begins_at - clock.now() > FURTHEST:
        errors["begins_at"] = _("Choose a beginning within the next two years.")
    who = actor_for(session, substitute_id) if substitute_id else None
    if who is None or not who.grants or who.id == actor.id or not (who.is_internal and actor.is_internal):
        errors["substitute"] = _("Choose a colleague who works here.")
    elif back := queries.circle(session, actor.id, who.id, begins_at, ends_at):
        errors["substitute"] = _circle_words(session, back)
    if errors:
        raise Invalid("BAD_ABSENCE", _("Expected an absence. {words}", words=sentences(*errors.values())), errors)
    row = Absence(person_id=actor.id, substitute_id=substitute_id, begins_at=begins_at, ends_at=ends_at)
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "absence.set",
        Subject.of("absence", row.id),
        {"substitute": substitute_id, "until": ends_at.isoformat()},
    )
    announce(session, SubstituteAsked(row.id, actor.id, substitute_id, begins_at, ends_at, begins_at <= clock.now()))
    if begins_at > clock.now():
        jobs.defer(session, "work.absence_begins", {"absence_id": row.id}, at=begins_at)
    return row


def _circle_words(session: Session, back: list[str]) -> str:
    """Say why nobody would do the work, by the names of those between."""
    known = people(session, back)
    names = [known[one].name for one in back if one in known]
    if not names:
        return _("This person is away then too, and you stand in: choose somebody else.")
    if len(names) < 2:
        return _("{name} is away then too, and you stand in: choose somebody else.", name=names[0])
    between = names[0]
    for name in names[1:]:
        between = _("{names}, then {name}", names=between, name=name)
    return _(
        "The work would go to {names}, who is away then and whose work comes to you. Choose somebody else.",
        names=between,
    )


def be_back(session: Session, actor: Actor, absence_id: str) -> None:
    """Take one's own absence back, or end it now; raises NotFound for anybody else's."""
    row = session.get(Absence, absence_id)
    if row is None or row.person_id != actor.id:
        raise NotFound(_("this absence"))
    audit.record(session, actor, "absence.ended", Subject.of("absence", row.id), {"substitute": row.substitute_id})
    session.delete(row)
    session.flush()
