"""How the new towel comes to the hotels: offered to all, put into their words, voted on, or declined."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.ballots.queries import current
from app.catalog import actions as catalog
from app.catalog.queries import live_version, version_by_id
from app.demo.history import working_hours
from app.demo.organisation import process
from app.demo.story import Beat, Plot, Voice
from app.demo.telling import Telling
from app.demo.towels import change
from app.demo.towels.figures import CORRECTED, WHY, figures
from app.demo.towels.hotels import HOTELS, Hotel
from app.demo.towels.outcomes import OUTCOMES, YES, Outcome
from app.discussion import actions as discussion
from app.kernel.i18n import languages
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.practices import actions as practices
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Found
from app.rollout import actions as rollouts

SWITCHED = 56
SPOKEN = {hotel.key: hotel.language for hotel in HOTELS}


class HandingOn(Telling):
    """The story of the chain, and of each hotel that the new towel is offered to."""

    there: dict[str, str]

    def _flag(self, session: Session, voice: Voice) -> None:
        with languages.speaking(SPOKEN.get(voice.process, "en")):
            super()._flag(session, voice)

    def _offer(self, session: Session, plot: Plot, beat: Beat) -> None:
        """Offer a change to all hotels once it is live, and let each begin with it in its own time."""
        found = self._find(session, plot)
        if found.proposal.state != "live":
            self._plan_beat(clock.now() + timedelta(hours=24), plot, beat)
            return
        targets = [process(session, hotel.key) for hotel in HOTELS]
        made = practices.offer(session, self.actor(session, beat.who), found, targets)
        self.there = {one.process.key: one.proposal_id for one in made if one.proposal_id}
        for hotel in HOTELS:
            outcome = OUTCOMES[hotel.town]
            at = self.history.days_before(outcome.days, 9 + self.rng.random() * 5)
            at = max(at, clock.now() + timedelta(hours=1))
            self.history.plan(at, partial(self._take_up, hotel=hotel, outcome=outcome))

    def _here(self, session: Session, hotel: Hotel) -> Found:
        return queries.find(session, SYSTEM, self.there[hotel.key], lock=True)

    def _take_up(self, session: Session, hotel: Hotel, outcome: Outcome) -> None:
        """Let a manager decline it, say something, or put it into the hotel's words and to the vote."""
        manager, found = self.actor(session, hotel.manager), self._here(session, hotel)
        with languages.speaking(hotel.language):
            if outcome.says:
                about = found.proposal.id
                discussion.add_comment(session, manager, found.process, outcome.says, proposal_id=about)
            if outcome.declines:
                proposals.reject(session, manager, found, outcome.declines)
            if outcome.approves:
                self._ask(session, hotel, outcome, found)

    def _ask(self, session: Session, hotel: Hotel, outcome: Outcome, found: Found) -> None:
        manager, said = self.actor(session, hotel.manager), hotel.language
        if said != "en":
            title, reason = change.TITLES[said], change.REASONS[said]
            proposals.revise(session, manager, found, change.of(hotel), title=title, reason=reason)
        proposals.open_vote(session, manager, found)
        ballot = current(session, found.proposal.subject)
        assert ballot is not None
        for name in hotel.team:
            at = clock.now() + (ballot.closes_at - clock.now()) * (0.02 + 0.9 * self.rng.random())
            at = min(working_hours(at, self.rng), ballot.closes_at - timedelta(hours=1))
            self.history.plan(at, partial(self._vote_here, hotel=hotel, name=name))
        self.history.plan(ballot.closes_at + timedelta(minutes=1), lambda session: None, apart=True)
        at = working_hours(ballot.closes_at + timedelta(hours=self.rng.randint(2, 20)), self.rng)
        self.history.plan(at, partial(self._approve_here, hotel=hotel, outcome=outcome))

    def _vote_here(self, session: Session, hotel: Hotel, name: str) -> None:
        with languages.speaking(hotel.language):
            why = self.rng.choice(YES[hotel.language])
            proposals.vote(session, self.actor(session, name), self._here(session, hotel), {"choice": "yes"}, why)

    def _approve_here(self, session: Session, hotel: Hotel, outcome: Outcome) -> None:
        """Let the manager approve it, say from when on nothing starts as before, and people read it."""
        manager, found = self.actor(session, hotel.manager), self._here(session, hotel)
        with languages.speaking(hotel.language):
            proposals.approve(session, manager, found, outcome.approves)
        version = live_version(session, found.process)
        catalog.switch(session, manager, found.process, version, self._monday())
        at = working_hours(clock.now() + timedelta(days=self.rng.randint(12, 24)), self.rng)
        self.history.plan(at, partial(self._count, hotel=hotel))
        for name in hotel.team[: outcome.readers]:
            at = working_hours(clock.now() + timedelta(days=0.2 + 9 * self.rng.random() ** 2), self.rng)
            self.history.plan(at, partial(self._read_here, hotel=hotel, version_id=version.id, name=name))

    def _count(self, session: Session, hotel: Hotel) -> None:
        """Let the manager enter what a load used and uses; the first hotel finds a mistake some weeks later."""
        manager, found = self.actor(session, hotel.manager), self._here(session, hotel)
        entered = [practices.enter_baseline(session, manager, found, one) for one in figures(hotel)]
        if hotel == HOTELS[0]:
            right = partial(self._correct, hotel=hotel, baseline_id=entered[0].id)
            self.history.plan(working_hours(clock.now() + timedelta(days=21), self.rng), right)

    def _correct(self, session: Session, hotel: Hotel, baseline_id: str) -> None:
        manager, found = self.actor(session, hotel.manager), self._here(session, hotel)
        given = {**figures(hotel)[0], **CORRECTED, "reason": WHY}
        practices.supersede_baseline(session, manager, found, baseline_id, given)

    def _read_here(self, session: Session, hotel: Hotel, version_id: str, name: str) -> None:
        version = version_by_id(session, version_id)
        rollouts.acknowledge(session, self.actor(session, name), process(session, hotel.key), version)

    def _monday(self) -> datetime:
        """Give the Monday of the whole chain, or the first one after a week for who comes later."""
        day = max(self.history.end - timedelta(days=SWITCHED), clock.now() + timedelta(days=8))
        morning = day.replace(hour=6, minute=0, second=0, microsecond=0)
        return morning + timedelta(days=(7 - morning.weekday()) % 7)
