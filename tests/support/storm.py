"""Several people who do tasks, vote and comment at once, again and again, while something is done to the servers.

The clients keep a ledger of what they were told; it is held against the database in the end.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.ballots.tables import Vote
from app.cases.tables import Task
from app.discussion.tables import Comment
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import accounts, models
from tests.support import invariants
from tests.support.awaiting import ended
from tests.support.rest import Answer, Rest

Act = Callable[["Storm", Rest, random.Random], None]


@dataclass
class Ledger:
    """What the servers acknowledged, by the clients' own books."""

    completed: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    votes: dict[str, list[str]] = field(default_factory=dict)
    comments: Counter[str] = field(default_factory=Counter)
    replayed: int = 0
    strange: list[object] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> int:
        """How many effects the clients were told of."""
        return self.completed.total() + self.comments.total() + sum(map(len, self.votes.values()))


class Storm:
    """Clients on one process with a proposal that is voted on; each sends every request up to three times."""

    def __init__(self, url: str, database_url: str, *, clients: int, cases: int) -> None:
        self.ledger = Ledger()
        self.people = [Rest(url, token) for token in tokens(database_url, clients)]
        manager = self.people[0]
        manager.post("/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("A", "B").decode()})
        self.tasks = [manager.post("/processes/offer/instances")["tasks"][0]["id"] for _ in range(cases)]
        given = {"title": "Without B", "reason": "Nobody needs it", "operations": [{"kind": "eliminate", "step": "B"}]}
        self.proposal = manager.post("/processes/offer/proposals", given)["id"]
        manager.post(f"/proposals/{self.proposal}/open")
        self._ended = threading.Event()
        self._left = {id(person): list(self.tasks) for person in self.people}

    @contextmanager
    def blowing(self, *acts: Act) -> Iterator[Ledger]:
        """Let all people act at once, each by itself, until the block ends and everybody has their last answer."""
        threads = [
            threading.Thread(target=self._act, args=(person, random.Random(number), acts))
            for number, person in enumerate(self.people)
        ]
        for thread in threads:
            thread.start()
        try:
            yield self.ledger
        finally:
            self._ended.set()
            ended(*threads)

    def _act(self, person: Rest, chance: random.Random, acts: tuple[Act, ...]) -> None:
        try:
            while not self._ended.is_set():
                chance.choice(acts)(self, person, chance)
        except Exception as error:
            with self.ledger.lock:
                self.ledger.strange.append(error)

    def send(self, person: Rest, path: str, body: Any, chance: random.Random) -> Answer:
        """Send until somebody answers, then up to twice more with the same key: the answer must stay the same."""
        key = secrets.token_hex(8)
        first = person.insist(path, body, key)
        for _ in range(chance.choice((0, 0, 1, 2)) if first.status < 300 else 0):
            again = person.insist(path, body, key)
            with self.ledger.lock:
                self.ledger.replayed += 1
                if again != first:
                    self.ledger.strange.append((path, first, again))
        return first

    def check(self, database_url: str) -> None:
        """Hold the ledger against the database, then the database against its own rules."""
        ledger = self.ledger
        assert ledger.strange == [], ledger.strange[:3]
        database = Database(database_url)
        try:
            with unit_of_work(database, readonly=True) as session:
                done = set(session.scalars(select(Task.id).where(Task.state == "done")))
                counted = select(Comment.text, func.count()).group_by(Comment.text)
                wrote = {text: n for text, n in session.execute(counted)}
                voted = {vote.person_id: vote.selection["choice"] for vote in session.scalars(select(Vote))}
            assert set(ledger.completed.values()) <= {1}, "two clients were told that they completed the same task"
            assert set(ledger.completed) <= done, "an acknowledged completion was lost"
            assert set(ledger.comments) <= set(wrote), "an acknowledged comment was lost"
            assert max(wrote.values(), default=1) == 1, "a comment was written twice"
            last = Counter(choices[-1] for choices in ledger.votes.values())
            assert Counter(voted.values()) == last, "the votes are not those that were cast last"
            assert invariants.broken(database) == []
        finally:
            database.close()


def tokens(database_url: str, count: int) -> list[str]:
    """Add a manager and workers to a database and give a token for each."""
    database = Database(database_url)
    with unit_of_work(database) as session:
        who = [accounts.person(session, f"P {n}", "worker" if n else "manager") for n in range(count)]
        made = [accounts.bearer(session, person)["Authorization"].removeprefix("Bearer ") for person in who]
    database.close()
    return made


def completes(storm: Storm, person: Rest, chance: random.Random) -> None:
    """Complete a task that the others try as well."""
    left = storm._left[id(person)]
    if not left:
        comments(storm, person, chance)
        return
    task = left.pop(chance.randrange(len(left)))
    answer = storm.send(person, f"/tasks/{task}/complete", {"data": {}}, chance)
    with storm.ledger.lock:
        if answer.status == 200:
            storm.ledger.completed[task] += 1
        elif answer.status == 409:
            storm.ledger.conflicts += 1
        else:
            storm.ledger.strange.append((task, answer))


def votes(storm: Storm, person: Rest, chance: random.Random) -> None:
    """Change one's vote."""
    choice = chance.choice(("yes", "no", "abstain"))
    answer = storm.send(person, f"/proposals/{storm.proposal}/votes", {"choice": choice}, chance)
    with storm.ledger.lock:
        if answer.status in (200, 201):
            storm.ledger.votes.setdefault(person.token, []).append(choice)
        else:
            storm.ledger.strange.append((choice, answer))


def comments(storm: Storm, person: Rest, chance: random.Random) -> None:
    """Write a comment that nobody else writes."""
    text = f"Remark {secrets.token_hex(8)}"
    answer = storm.send(person, "/processes/offer/steps/A/comments", {"text": text}, chance)
    with storm.ledger.lock:
        if answer.status == 201:
            storm.ledger.comments[text] += 1
        else:
            storm.ledger.strange.append((text, answer))
