"""Somebody names a group in how work is shared while another removes it: one of them is told."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts.tables import PeopleGroup
from app.assignment import actions as assignment_actions
from app.catalog.tables import Process
from app.kernel.errors import Conflict, Invalid
from app.kernel.policy import SYSTEM
from tests.factories import accounts as make
from tests.factories import catalog
from tests.support.awaiting import blocked, ended

pytestmark = pytest.mark.usefixtures("app")


def share(session: Session, process: str, group: str) -> None:
    rule = {"step": "A", "assign": "group", "to": group}
    assignment_actions.share_work(session, SYSTEM, session.get_one(Process, process), [rule])


def map_lane(session: Session, process: str, group: str) -> None:
    assignment_actions.map_lanes(
        session, SYSTEM, session.get_one(Process, process), [{"lane": "Night", "group_id": group}]
    )


def remove(session: Session, process: str, group: str) -> None:
    accounts.remove_group(session, SYSTEM, session.get_one(PeopleGroup, group))


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (share, remove, "GROUP_IN_USE"),
        (map_lane, remove, "GROUP_IN_USE"),
        (remove, share, "BAD_RULE"),
        (remove, map_lane, "NO_SUCH_GROUP"),
    ],
)
def test_nobody_names_a_group_that_is_being_removed(unit, database, first: Any, second: Any, told: str) -> None:
    with unit() as session:
        owner = make.actor(session, "Ines", "manager")
        process, group = catalog.process(session, owner).id, accounts.make_group(session, SYSTEM, "Night").id

    outcome: list[str] = []

    def after() -> None:
        try:
            with unit() as session:
                second(session, process, group)
        except (Conflict, Invalid) as error:
            outcome.append(error.code)

    later = Thread(target=after)
    with unit() as session:
        first(session, process, group)
        session.flush()
        later.start()
        blocked(database, later)
    ended(later)
    assert outcome == [told]
