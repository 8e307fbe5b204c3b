"""What an upgrade notes of groups in models and rules is what the program itself notes of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from alembic import command
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts.actions import make_group
from app.assignment import actions as assignment_actions
from app.assignment.tables import StepGroup
from app.cases import actions as case_actions
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.policy import SYSTEM
from tests.factories import accounts, catalog, models

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
BEFORE = "0018"
SAID = (
    "Night, Day",
    '["Night", "Day"]',
    '=["Night", "Day"]',
    '= if kind = "small" then "Night" else "Day"',
    "${kind == 'small' ? 'Night' : 'Day,Evening'}",
    "${made.of.data}",
    '=[kind, "Night"]',
)


def for_groups(said: str, step: str = "A", more: str = "") -> bytes:
    said = said.replace('"', "&quot;")
    tag = f'<userTask stepwell:candidateGroups="{said}" {more} id="{step}"'
    return models.linear("A", "B").replace(f'<userTask id="{step}"'.encode(), tag.encode())


def noted(session: Session) -> set[tuple[Any, ...]]:
    return {(r.version_id, r.step_id, r.word, r.choice, r.by_rule) for r in session.scalars(select(StepGroup))}


def taken_back(database: Database) -> None:
    """Take the database back to before groups were noted."""
    config = schema._config()
    with schema._migrating(database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)


@pytest.fixture
def house(unit: Unit) -> set[tuple[Any, ...]]:
    """Make processes of all kinds, and give what was noted of them."""
    with unit() as session:
        boss = accounts.actor(session, "Bo", "manager")
        group = make_group(session, SYSTEM, "Night").id
        for said in SAID:
            catalog.process(session, boss, for_groups(said), title=said[:20])
        catalog.process(session, boss, for_groups("Night", more='stepwell:candidateUsers="bo"'), title="Beside")
        ruled = catalog.process(session, boss, for_groups("Night"), title="Ruled")
        rules = [{"step": step, "assign": "group", "to": group} for step in ("A", "B")]
        assignment_actions.share_work(session, boss, ruled, rules)
        old = catalog.process(session, boss, for_groups("Night"), title="Old")
        case = case_actions.start(session, boss, old, {})
        catalog.published(session, boss, old, for_groups("Day", "B"))
        case_actions.suspend(session, SYSTEM, case.id, "It waits")
        session.flush()
        return noted(session)


def test_an_upgrade_notes_what_the_program_notes(house: set[tuple[Any, ...]], database: Database, unit: Unit) -> None:
    taken_back(database)
    schema.upgrade(database)
    with unit() as session:
        assert noted(session) == house and len(house) > len(SAID)


def test_models_are_read_before_tables_are_made(house: set[tuple[Any, ...]], database: Database) -> None:
    taken_back(database)
    asked: list[str] = []

    def heard(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", heard)
    schema.upgrade(database)
    event.remove(database.engine, "before_cursor_execute", heard)
    made = next(n for n, said in enumerate(asked) if "CREATE TABLE group_former_name" in said)
    read = [n for n, said in enumerate(asked) if "version.xml" in said]
    nothing_noted = 1  # of the version whose groups are made of data
    assert len(read) == len({version for version, *_ in house}) + nothing_noted and max(read) < made
