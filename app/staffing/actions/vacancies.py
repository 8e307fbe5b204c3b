"""Work that nobody does any more: noted when the last who did it goes or loses it, and told to those who can act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.assignment.policy import may_perform
from app.assignment.queries import unstaffed
from app.assignment.queries.unstaffed import Key, Place
from app.assignment.tables import LaneMapping
from app.catalog.policy import sees
from app.catalog.tables import VersionStep
from app.kernel import jobs
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.staffing.events import Vacant, WorkUnstaffed
from app.staffing.tables import Vacancy

# What loses its people within this time is told together.
TOGETHER = timedelta(minutes=1)
PLACE = ("process_id", "lane", "step_id", "choice")


def note_vacancies(session: Session, before: Actor, why: str) -> int:
    """Note what nobody does any more of what a person did, who had these rights until now; gives how much.

    `why` is their role or group, or empty where they have left. What was noted of the same place before was mended
    since, for this person did it. A few statements, however much there is.
    """
    session.flush()
    new = _done_by(session, before, unstaffed.found(session))
    if not new:
        return 0
    now = clock.now()
    rows = [
        dict(zip(PLACE, place.key, strict=True))
        | {"id": new_id(), "person_id": before.id, "why": why, "at": now, "tell_at": now + TOGETHER}
        for place in new
    ]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = insert(Vacancy)
    news = {name: added.excluded[name] for name in ("person_id", "why", "at", "tell_at")}
    session.execute(added.on_conflict_do_update(index_elements=PLACE, set_=news), rows)
    jobs.expect(session, now + TOGETHER)
    return len(new)


def next_to_tell(now: datetime) -> Select[datetime | None]:
    """Select when there is something to tell next."""
    return select(func.min(Vacancy.tell_at)).where(Vacancy.tell_at.is_not(None))


def tell_vacancies(session: Session) -> int:
    """Announce what nobody does and nobody was told of, all that there is by now at once; gives how much."""
    due = session.scalar(next_to_tell(clock.now()))
    if due is None or due > clock.now():
        return 0
    places = unstaffed.found(session)
    at = {place.key: place for place in places}
    news = [(row, at[key]) for key, row in _known(session, places).items() if row.tell_at is not None]
    if not news:
        return 0
    told = [place for _, place in news]
    groups, steps = unstaffed.groups_meant(session, told), _steps(session, told)
    vacant = []
    for row, place in news:
        step = steps.get((place.process.live_version_id, place.step_id), "")
        meant = tuple((group.id, group.name) for group in groups.get(place.key, []))
        vacant.append(Vacant(row.process_id, row.lane, step, meant, row.person_id, row.why))
        row.tell_at = None
    announce(session, WorkUnstaffed(tuple(vacant)))
    session.flush()
    return len(news)


def _known(session: Session, places: Iterable[Place]) -> dict[Key, Vacancy]:
    """Give what is noted of these places, by their keys; what is noted of others is forgotten."""
    keys = {place.key for place in places}
    kept = {(row.process_id, row.lane, row.step_id, row.choice): row for row in session.scalars(select(Vacancy))}
    over = [row.id for key, row in kept.items() if key not in keys]
    if over:
        session.execute(delete(Vacancy).where(Vacancy.id.in_(over)))
    return {key: row for key, row in kept.items() if key in keys}


def _done_by(session: Session, before: Actor, places: list[Place]) -> list[Place]:
    """Give those of these places that somebody with these rights would do."""
    seen = [place for place in places if sees(before, place.process)]
    if not seen:
        return []
    mapped: dict[tuple[str, str], list[LaneMapping]] = defaultdict(list)
    ids = {place.process.id for place in seen}
    for row in session.scalars(select(LaneMapping).where(LaneMapping.process_id.in_(ids))):
        mapped[row.process_id, row.lane].append(row)
    groups = unstaffed.groups_meant(session, seen)

    def did(place: Place) -> bool:
        if place.step_id:
            return any(group.id in before.groups for group in groups.get(place.key, []))
        return may_perform(before, place.process, mapped[place.process.id, place.lane])

    return [place for place in seen if did(place)]


def _steps(session: Session, places: list[Place]) -> dict[tuple[str | None, str], str]:
    """Give what the steps among these places are called in a sentence, by version and id."""
    asked = [(place.process.live_version_id, place.step_id) for place in places if place.step_id]
    if not asked:
        return {}
    which = or_(*(and_(VersionStep.version_id == version, VersionStep.step_id == step) for version, step in asked))
    words = select(VersionStep.version_id, VersionStep.step_id, unstaffed.step_words()).where(which)
    return {(version, step): said for version, step, said in session.execute(words)}
