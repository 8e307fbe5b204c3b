"""A process with its people, proposals on it, and votes, for tests of judging and rolling out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import app.kernel.jobs.tables  # noqa: F401 - part of the schema
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.proposals import actions, queries
from app.proposals.queries import Found
from app.proposals.tables import Proposal
from tests.factories import accounts, catalog, models


@dataclass(frozen=True)
class World:
    """A process of four steps, its owner (a worker), a manager, and workers who do it."""

    process: Process
    owner: Actor
    manager: Actor
    workers: tuple[Actor, ...]

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """All who may vote."""
        return (self.owner, self.manager, *self.workers)


def world(session: Session, workers: int = 3, xml: bytes | None = None) -> World:
    """Make a process `Write brief → Print form → Check → Send` and 2 + `workers` people."""
    owner = accounts.actor(session, "Olga Owner", "worker")
    manager = accounts.actor(session, "Max Manager", "manager")
    people = tuple(accounts.actor(session, f"Wanda Worker {n}", "worker") for n in range(workers))
    xml = xml or models.linear("Write brief", "Print form", "Check", "Send")
    return World(catalog.process(session, owner, xml), owner, manager, people)


def eliminate(*steps: str, cascade: bool = False) -> list[dict[str, Any]]:
    """Give the operations that take steps out."""
    return [{"kind": "eliminate", "step": step, "cascade": cascade} for step in steps]


def draft(session: Session, by: Actor, process: Process, operations: Sequence[dict[str, Any]] = ()) -> Proposal:
    """File a draft, by default to take out the step `Print form`."""
    wanted = actions.Draft("Stop printing", "Nobody reads it.", operations or eliminate("Print_form"))
    return actions.create(session, by, process, wanted)


def find(session: Session, by: Actor, proposal: Proposal) -> Found:
    """Give a proposal as actions take it."""
    return queries.find(session, by, proposal.id)


def voting(session: Session, world: World, operations: Sequence[dict[str, Any]] = ()) -> Proposal:
    """Give a proposal of the first worker with an open vote."""
    author = world.workers[0]
    proposal = draft(session, author, world.process, operations)
    actions.open_vote(session, author, find(session, author, proposal))
    return proposal


def accepted(session: Session, world: World, operations: Sequence[dict[str, Any]] = ()) -> Proposal:
    """Give a proposal that everybody voted for and whose vote was closed."""
    proposal = voting(session, world, operations)
    for person in world.everybody:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
    actions.close(session, world.owner, find(session, world.owner, proposal))
    return proposal


def approved(session: Session, world: World, operations: Sequence[dict[str, Any]] = ()) -> Proposal:
    """Give a proposal that was accepted and signed; by then it is live or in conflict."""
    proposal = accepted(session, world, operations)
    actions.approve(session, world.manager, find(session, world.manager, proposal), "Good.")
    return proposal


def wire() -> None:
    """Register rules and listeners up to rollouts, for tests that need no web application."""
    from app import FEATURES
    from app.kernel import features, policy

    for name in FEATURES[: FEATURES.index("rollout") + 1]:
        policy.register(features.manifest(name).rules)
