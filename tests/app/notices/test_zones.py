"""The daily mail comes at the person's hour by the person's clock, once a day, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app import create_app
from app.accounts.actions import edit_person
from app.accounts.tables import Person
from app.ballots.tables import Ballot
from app.kernel.db.database_settings import zone_of
from app.kernel.policy import SYSTEM
from app.kernel.times import clock, zones
from app.notices import actions, queries
from app.notices import jobs as background
from app.notices.actions import News
from app.notices.messages.lines import lines_of
from app.notices.tables import Notice
from app.proposals import actions as proposals
from tests.factories import accounts
from tests.factories import proposals as made

AUCKLAND, ST_JOHNS = "Pacific/Auckland", "America/St_Johns"
# Before an hour of 1 to 7 there strikes the first of four times, one of them on the day when the clocks change.
BEGINS = {AUCKLAND: datetime(2026, 9, 25, 12, tzinfo=UTC), ST_JOHNS: datetime(2026, 3, 6, 12, tzinfo=UTC)}
ENDS = {AUCKLAND: datetime(2026, 4, 3, 11, tzinfo=UTC), ST_JOHNS: datetime(2026, 10, 30, 12, tzinfo=UTC)}


def quarters(start: datetime, days: int) -> Iterator[datetime]:
    """Give the times at which the digest looks."""
    return (start + timedelta(minutes=15 * step) for step in range(days * 96))


@pytest.mark.parametrize("changes", [BEGINS, ENDS], ids=["summer begins", "summer ends"])
@pytest.mark.parametrize("place", [AUCKLAND, ST_JOHNS])
@pytest.mark.parametrize("hour", [1, 2, 7])
def test_once_a_day_at_ones_hour_through_a_change(session, app, place, hour, changes) -> None:
    zone, start = zones.find(place), changes[place]
    who = accounts.actor(session, "Dina Digest")
    edit_person(session, SYSTEM, session.get(Person, who.id), zone=place)
    actions.set_preference(session, who, "daily", hour)
    sent: list[datetime] = []
    for number, now in enumerate(quarters(start, 4)):
        with clock.frozen(now):
            if now.minute == 30:
                actions.tell(session, News("test", "x", "/x", f"test:{number}"), [who.id])
            found = queries.digests(session, now)
            if found:
                sent.append(now)
                session.execute(update(Notice).where(Notice.id.in_(found[who.id])).values(mailed_at=now))
    days = [zones.local(at, zone).date() for at in sent]
    assert len(set(days)) == len(days) == 4, "each day once"
    skipped = zones.local(zones.instant(datetime.combine(days[1], datetime.min.time()).replace(hour=hour), zone), zone)
    assert {zones.local(at, zone).hour for at in sent} <= {hour, skipped.hour}


def test_two_people_get_the_same_news_each_at_seven(settings, database, unit, mailbox) -> None:
    create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, time_zone="Europe/Berlin"), database)
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with unit() as session, clock.frozen(noon):
        people = {place: accounts.actor(session) for place in (AUCKLAND, ST_JOHNS, "", None)}
        for place, who in people.items():
            if place is not None:
                edit_person(session, SYSTEM, session.get(Person, who.id), zone=place)
        words = f"The vote closes on {zones.mark(noon + timedelta(days=2))}."
        actions.tell(session, News("test", words, "/x", "test:1"), [who.id for who in people.values()])
    names = {who.email: place for place, who in people.items()}
    came: dict[str | None, datetime] = {}
    said: dict[str | None, str] = {}
    for now in quarters(noon, 1):
        known = len(mailbox.mails)
        with clock.frozen(now):
            background.digest(database)
        for mail in mailbox.mails[known:]:
            place = next(names[one] for one in names if one in str(mail["To"]))
            came[place], said[place] = now, mail["Subject"]
    for place, at in came.items():
        assert f"{zones.local(at, zones.find(place or 'Europe/Berlin')):%H:%M}" == "07:00"
    assert len(mailbox.mails) == len(came) == 4
    assert said[AUCKLAND].endswith("23 November 2026, 01:00 Pacific/Auckland.")
    assert said[None].endswith("22 November 2026, 13:00 Europe/Berlin.") and said[None] == said[""]


def test_readers_of_one_notice_see_the_deadline_by_their_own_clocks(session, app) -> None:
    place = made.world(session)
    proposal = made.voting(session, place)
    here, there = place.workers[1], place.workers[2]
    edit_person(session, SYSTEM, session.get(Person, here.id), zone="Europe/Berlin")
    edit_person(session, SYSTEM, session.get(Person, there.id), zone=AUCKLAND)
    ballot = session.scalars(select(Ballot)).one()
    found, until = made.find(session, place.owner, proposal), ballot.closes_at + timedelta(days=2)
    proposals.postpone(session, place.owner, found, until, "Holidays.")
    with clock.frozen(until - timedelta(hours=3)):
        background.closing_soon(session)
    pages = {one.id: accounts.signed_in(app, session, session.get(Person, one.id)) for one in (here, there)}
    proposal_id = proposal.id
    lines = lines_of(session, queries.notices(session, here).items, zone_of(session, "Europe/Berlin"))
    assert any(zones.exact(until, zones.find("Europe/Berlin")) in line.words for line in lines)
    session.commit()
    for who, zone in ((here, "Europe/Berlin"), (there, AUCKLAND)):
        own = zones.exact(until, zones.find(zone))
        notices, page = pages[who.id].get("/notices").text, pages[who.id].get(f"/proposals/{proposal_id}").text
        assert notices.count(own) == 2, "put off, and closing soon"
        assert page.count(own) >= 3, "the decision, its hover, and the timeline"
        assert "⟦" not in notices + page and " UTC" not in page
