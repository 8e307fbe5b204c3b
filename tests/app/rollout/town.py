"""A process whose proposals go live, each act in a unit of work of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.rollout.tables import PreparedChange
from processes.engine.preparation.stored import restored, stored
from tests.factories import proposals
from tests.factories.proposals import World, accepted, eliminate


class Town:
    """A process with its people, and what they do, each in a unit of work of its own."""

    def __init__(self, unit: Callable[[], AbstractContextManager[Session]]) -> None:
        self.unit = unit
        with unit() as session:
            self.place: World = proposals.world(session)

    def accepted(self, *steps: str) -> str:
        """Have a proposal accepted and give its id."""
        with self.unit() as session:
            return accepted(session, self.place, eliminate(*(steps or ("Print_form",)))).id

    def act(self, verb: Callable[..., Any], proposal_id: str, *given: Any, **more: Any) -> None:
        """Have the manager do something to a proposal."""
        with self.unit() as session:
            by = self.place.manager
            verb(session, by, proposals.queries.find(session, by, proposal_id, lock=True), *given, **more)

    def publish(self, xml: bytes, **more: Any) -> None:
        """Publish a model past all proposals."""
        with self.unit() as session:
            process = catalog.process_by_key(session, self.place.owner, self.place.process.key)
            library.publish(session, self.place.owner, process, xml, **more)

    def live(self) -> Version:
        """Give the live version, with its file and what the engine made of it."""
        with self.unit() as session:
            process = catalog.process_by_key(session, self.place.owner, self.place.process.key)
            found = catalog.live_version(session, process)
            _ = found.xml, found.runnable
            return found

    def kept(self) -> dict[str, str]:
        """Give what is kept: digests by proposal."""
        with self.unit() as session:
            return {row.proposal_id: row.made_of for row in session.scalars(select(PreparedChange))}

    def poison(self) -> None:
        """Make what is kept tellable: whatever goes live with it says so."""
        with self.unit() as session:
            for row in session.scalars(select(PreparedChange)):
                row.prepared = stored(replace(restored(row.prepared), why="As it was kept"))
