"""A chain of hotels: its towels at the head office, and a variant in each hotel."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.practices import actions
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
