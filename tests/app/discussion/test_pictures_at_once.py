"""Two requests of one person at once: a day's bound holds, a picture is in one comment, and nothing is left behind."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import actions
from app.discussion.actions import pictures
from app.discussion.actions.pictures import Shown
from app.discussion.tables import Comment, Picture
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import StepwellError
from tests.factories import accounts, discussion
from tests.support.awaiting import blocked, ended
from tests.support.pictures import picture

pytestmark = pytest.mark.databases("postgresql")
Act = Callable[[Session], object]


@pytest.fixture
def place(app, unit):
    """A process, who speaks there, and a comment of theirs."""
    with unit() as session:
        who = accounts.actor(session)
        process = discussion.process(session, who)
        return who, process, discussion.comment(session, who, process, "Look").id


@pytest.fixture
def together(database):
    """Run two acts at once, of which the second meets what the first has done and not yet committed."""

    def run(first: Act, second: Act) -> list[str]:
        refused: list[str] = []

        def later() -> None:
            try:
                with unit_of_work(database) as session:
                    second(session)
            except StepwellError as error:
                refused.append(error.code)

        other = threading.Thread(target=later)
        with unit_of_work(database) as session:
            first(session)
            session.flush()
            other.start()
            blocked(database, other)
        ended(other)
        return refused

    return run


def _keep(place) -> Act:
    who, process, _comment = place

    def keep(session: Session) -> None:
        kept = actions.keep_pictures(session, who, session.get_one(Process, process.id), [(io.BytesIO(picture()), "")])
        if kept.refused:
            raise pictures.refused(kept.refused)

    return keep


def test_the_bound_of_a_day_holds(place, together, unit, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MOST_A_DAY", 1)
    assert together(_keep(place), _keep(place)) == ["BAD_PICTURE"]
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Picture)) == 1


def test_a_picture_is_in_one_comment(place, together, unit) -> None:
    who, process, _comment = place
    with unit() as session:
        _keep(place)(session)
        sent = session.scalars(select(Picture.id)).one()

    def say(session: Session) -> None:
        here = session.get_one(Process, process.id)
        actions.add_comment(session, who, here, "Look", pictures=[Shown(sent)])

    assert together(say, say) == ["BAD_PICTURE"]


@pytest.mark.parametrize("turned", [False, True])
def test_nothing_is_left_of_a_comment_that_is_deleted(place, together, unit, turned) -> None:
    who, process, comment_id = place

    def add(session: Session) -> None:
        here, comment = session.get_one(Process, process.id), session.get_one(Comment, comment_id)
        actions.add_picture(session, who, here, comment, io.BytesIO(picture()), "A shelf")

    def delete(session: Session) -> None:
        actions.delete_comment(session, who, session.get_one(Comment, comment_id))

    assert together(*((add, delete) if turned else (delete, add))) == ([] if turned else ["COMMENT_GONE"])
    with unit() as session:
        assert session.scalars(select(Picture)).all() == []
