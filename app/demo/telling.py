"""Put the story on the history: flags, threads and proposals, each through the actions that pages use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.ballots.queries import current
from app.ballots.tables import Elector
from app.catalog.queries import version_by_id
from app.catalog.tables import Process
from app.demo.cast import Part
from app.demo.history import History, working_hours
from app.demo.organisation import actor
from app.demo.story import Beat, Plot, Said, Story, Voice
from app.discussion import actions as discussion
from app.discussion.tables import Comment
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Found
from app.rollout import actions as rollouts
from app.rollout.queries import of_proposal
from app.rollout.tables import Concern

LAST_READ = 5
DECIDES = ("approve", "reject")


class Telling:
    """The authored part of the history."""

    def __init__(self, history: History, story: Story, cast: Sequence[Part], silent: Collection[str] = ()) -> None:
        """Tell a story among the people of `cast`; who is `silent` only does what the story says."""
        self.history, self.rng, self.story, self.silent = history, history.rng, story, silent
        self.cast = {part.name: part for part in cast}
        self.proposals: dict[str, str] = {}
        self._actors: dict[str, Actor] = {}

    def actor(self, session: Session, name: str) -> Actor:
        """Give somebody of the story as who acts: what they may do stays as it is while it is told."""
        if name not in self._actors:
            self._actors[name] = actor(session, name)
        return self._actors[name]

    def plan(self) -> None:
        """Plan everything that was authored."""
        for voice in self.story.voices:
            at = self.history.days_before(voice.days, 9 + self.rng.random() * 7)
            self.history.plan(at, partial(self._flag, voice=voice))
        for said in self.story.threads:
            at = self.history.days_before(said.days, 9 + self.rng.random() * 5)
            self.history.plan(at, partial(self._thread, said=said))
        for plot in self.story.plots:
            self._plan_plot(plot)
        for week in range(LAST_READ, (self.history.end - self.history.start).days, 7):
            self.history.plan(self.history.days_before(week, 9), self._read_notices)

    def _read_notices(self, session: Session) -> None:
        """Let most people look at what they were told since they last did."""
        here = dict(session.execute(select(Person.email, Person.id).where(Person.active)).all())
        known = (here[part.email] for part in self.cast.values() if part.email in here)
        read = [person_id for person_id in known if self.rng.random() < 0.8]
        unread = update(Notice).where(Notice.person_id.in_(read), Notice.read_at.is_(None))
        session.execute(unread.values(read_at=clock.now()), execution_options={"synchronize_session": False})

    def _plan_plot(self, plot: Plot) -> None:
        earliest = self.history.start
        for beat in plot.beats:
            at = max(self.history.days_before(beat.days, 9 + self.rng.random() * 6), earliest)
            earliest = at + timedelta(minutes=self.rng.randint(6, 50))
            self._plan_beat(at, plot, beat)

    def _plan_beat(self, at: datetime, plot: Plot, beat: Beat) -> None:
        act: Callable[[Session, Plot, Beat], None] = getattr(self, f"_{beat.does}")
        self.history.plan(at, lambda session: self._play(session, act, plot, beat), apart=True)

    def _play(self, session: Session, act: Callable[..., None], plot: Plot, beat: Beat) -> None:
        """Let a beat happen; a decision that still waits for the ballot happens the next morning."""
        if beat.does in DECIDES and self._find(session, plot).proposal.state == "voting":
            at = working_hours(clock.now() + timedelta(hours=20), self.rng)
            self._plan_beat(at, plot, beat)
        elif beat.does == "read" and of_proposal(session, self.proposals[plot.title]) is None:
            self._plan_beat(clock.now() + timedelta(hours=24), plot, beat)
        else:
            act(session, plot, beat)

    def _flag(self, session: Session, voice: Voice) -> None:
        process, who = _process(session, voice.process), self.actor(session, voice.who)
        discussion.raise_flag(session, who, process, voice.step, voice.kind, voice.reason, voice.waste or None)

    def _thread(self, session: Session, said: Said) -> None:
        process = _process(session, said.process)
        first = discussion.add_comment(session, self.actor(session, said.who), process, said.text, step_id=said.step)
        later = clock.now()
        for name, text in said.replies:
            later = working_hours(later + timedelta(minutes=self.rng.randint(20, 300)), self.rng)
            self.history.plan(later, partial(self._reply, said=said, comment_id=first.id, name=name, text=text))
        for name, kind in said.reactions:
            at = working_hours(clock.now() + timedelta(minutes=self.rng.randint(5, 2000)), self.rng)
            self.history.plan(at, partial(self._react, said=said, comment_id=first.id, name=name, kind=kind))

    def _reply(self, session: Session, said: Said, comment_id: str, name: str, text: str) -> None:
        process, who = _process(session, said.process), self.actor(session, name)
        discussion.add_comment(session, who, process, text, step_id=said.step, reply_to=comment_id)

    def _react(self, session: Session, said: Said, comment_id: str, name: str, kind: str) -> None:
        comment = session.get_one(Comment, comment_id)
        discussion.react(session, self.actor(session, name), _process(session, said.process), comment, kind)

    def _write(self, session: Session, plot: Plot, beat: Beat) -> None:
        draft = proposals.Draft(plot.title, plot.reason, plot.operations)
        made = proposals.create(session, self.actor(session, plot.author), _process(session, plot.process), draft)
        self.proposals[plot.title] = made.id

    def _find(self, session: Session, plot: Plot) -> Found:
        return queries.find(session, SYSTEM, self.proposals[plot.title], lock=True)

    def _discuss(self, session: Session, plot: Plot, beat: Beat) -> None:
        proposals.discuss(session, self.actor(session, beat.who or plot.author), self._find(session, plot))

    def _say(self, session: Session, plot: Plot, beat: Beat) -> None:
        process, about = _process(session, plot.process), self.proposals[plot.title]
        discussion.add_comment(session, self.actor(session, beat.who), process, beat.words, proposal_id=about)

    def _revise(self, session: Session, plot: Plot, beat: Beat) -> None:
        who = self.actor(session, beat.who or plot.author)
        proposals.revise(session, who, self._find(session, plot), plot.revised)

    def _open(self, session: Session, plot: Plot, beat: Beat) -> None:
        found = self._find(session, plot)
        proposals.open_vote(session, self.actor(session, beat.who or plot.author), found)
        ballot = current(session, found.proposal.subject)
        assert ballot is not None
        self.history.plan(ballot.closes_at + timedelta(minutes=1), lambda session: None, apart=True)

    def _crowd(self, session: Session, plot: Plot, beat: Beat) -> None:
        """Let the author and many who said nothing vote, each in their own time before the deadline or the end."""
        ballot = current(session, self._find(session, plot).proposal.subject)
        assert ballot is not None
        roll = sorted(set(session.scalars(select(Elector.person_id).where(Elector.ballot_id == ballot.id))))
        names = sorted(
            n for n, part in self.cast.items() if n not in self.silent and part.role in ("worker", "manager")
        )
        able = [n for n in names if self.actor(session, n).id in roll]
        ends = min(ballot.closes_at, self.history.end) - timedelta(hours=1)
        spoke = {plot.author, *(b.who for b in plot.beats)}
        quiet = [n for n in able if n not in spoke]
        voters = [plot.author, *self.rng.sample(quiet, min(sum(beat.votes) - 1, len(quiet)))]
        for name, choice in zip(voters, ["yes"] * beat.votes[0] + ["no"] * beat.votes[1] + ["abstain"] * beat.votes[2],
                                strict=False):  # fmt: skip
            at = clock.now() + (ends - clock.now()) * (self.rng.random() ** 2)
            at = min(working_hours(at, self.rng), ends)
            self.history.plan(at, partial(self._vote, plot=plot, name=name, choice=choice))

    def _vote(self, session: Session, plot: Plot, name: str, choice: str) -> None:
        words = {"yes": self.story.reasons_for, "no": self.story.reasons_against}.get(choice, ("",))
        said = {"choice": choice}
        proposals.vote(session, self.actor(session, name), self._find(session, plot), said, self.rng.choice(words))

    def _approve(self, session: Session, plot: Plot, beat: Beat) -> None:
        proposals.approve(session, self.actor(session, beat.who), self._find(session, plot), beat.words)

    def _reject(self, session: Session, plot: Plot, beat: Beat) -> None:
        proposals.reject(session, self.actor(session, beat.who), self._find(session, plot), beat.words)

    def _withdraw(self, session: Session, plot: Plot, beat: Beat) -> None:
        proposals.withdraw(session, self.actor(session, plot.author), self._find(session, plot))

    def _read(self, session: Session, plot: Plot, beat: Beat) -> None:
        """Let some of those whom the change concerns say that they have read it, over the next days."""
        rollout = of_proposal(session, self.proposals[plot.title])
        assert rollout is not None
        concerned = set(session.scalars(select(Concern.person_id).where(Concern.rollout_id == rollout.id)))
        able = [
            n
            for n in sorted(self.cast)
            if n not in (self.story.newcomer, plot.author) and self.actor(session, n).id in concerned
        ]
        for name in (plot.author, *self.rng.sample(able, min(beat.votes[0], len(able)))):
            at = clock.now() + (self.history.end - clock.now()) * self.rng.random() ** 3
            at = working_hours(min(at, clock.now() + timedelta(days=12)), self.rng)
            self.history.plan(at, partial(self._acknowledge, plot=plot, version_id=rollout.version_id, name=name))

    def _acknowledge(self, session: Session, plot: Plot, version_id: str, name: str) -> None:
        process = _process(session, plot.process)
        rollouts.acknowledge(session, self.actor(session, name), process, version_by_id(session, version_id))


def _process(session: Session, key: str) -> Process:
    return session.scalars(select(Process).where(Process.key == key)).one()
