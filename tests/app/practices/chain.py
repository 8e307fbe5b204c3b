"""A chain of hotels: its towels at the head office, and a variant in each hotel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel.errors import Forbidden
from app.kernel.policy import Actor
from app.practices import actions
from app.proposals import actions as proposals
from app.proposals.queries import find
from tests.factories import accounts, models
from tests.factories import catalog as processes

STEPS = ("Collect towels", "Wash towels", "Print label", "Return towels")


class Chain:
    """The head office's owner and manager, a manager of each hotel, and their towels; each act is a unit of work."""

    def __init__(self, unit: Callable[[], AbstractContextManager[Session]]) -> None:
        self.unit = unit
        with unit() as session:
            vienna, rome = accounts.unit(session, "Vienna"), accounts.unit(session, "Rome")
            self.owner: Actor = accounts.actor(session, "Olga Owner", "manager")
            self.worker: Actor = accounts.actor(session, "Wanda Worker", "worker")
            self.spectator: Actor = accounts.actor(session, "Sven Spectator", "worker")
            self.vienna: Actor = accounts.actor(session, "Viktor Vienna", "manager", vienna)
            self.rome: Actor = accounts.actor(session, "Rita Rome", "manager", rome)
            self.units = {"vienna": vienna.id, "rome": rome.id}
            source = processes.process(session, self.owner, models.linear(*STEPS), key="towels", title="Towels")
            for key, by in (("vienna", self.vienna), ("rome", self.rome)):
                title = f"Towels in {key.capitalize()}"
                actions.make_variant(session, by, source, f"towels-{key}", title, self.units[key])

    def process(self, session: Session, key: str, by: Actor | None = None) -> Process:
        """Give a process of the chain as somebody sees it, the owner where nobody is named."""
        return catalog.process_by_key(session, by or self.owner, key)

    def publish(self, key: str, xml: bytes, by: Actor) -> None:
        """Publish another model of a process past all proposals."""
        with self.unit() as session:
            library.publish(session, by, self.process(session, key, by), xml)

    def hide(self, key: str) -> None:
        """Let only its unit see a process."""
        with self.unit() as session:
            self.process(session, key).visibility = "unit"

    def draft(self, key: str, operations: Sequence[dict[str, Any]]) -> str:
        """Have the worker write a proposal and give its id."""
        with self.unit() as session:
            wanted = proposals.Draft("Less work", "Nobody reads it.", operations)
            return proposals.create(session, self.worker, self.process(session, key), wanted).id

    def live(self, key: str, operations: Sequence[dict[str, Any]]) -> str:
        """Have a change proposed, voted for and approved, and give the id of its proposal."""
        made = self.draft(key, operations)
        self.decide(made, self.owner)
        return made

    def decide(self, proposal_id: str, by: Actor) -> None:
        """Open the vote on a proposal, have everybody vote for it who is asked, and approve it."""
        with self.unit() as session:
            proposals.open_vote(session, by, find(session, by, proposal_id, lock=True))
        for person in (self.owner, self.worker, self.spectator, self.vienna, self.rome):
            with self.unit() as session:
                found = find(session, person, proposal_id)
                if found.proposal.state == "voting":
                    with suppress(Forbidden):  # not all of them are asked everywhere
                        proposals.vote(session, person, found, {"choice": "yes"})
        with self.unit() as session:
            found = find(session, by, proposal_id)
            if found.proposal.state == "voting":
                proposals.close(session, by, found)
        with self.unit() as session:
            proposals.approve(session, by, find(session, by, proposal_id, lock=True), "Good.")
