"""Who has read a version, unit by unit, and reminding those who have not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.actions import give_role
from app.accounts.tables import Person, Unit
from app.catalog.queries import version_by_id
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.errors import Conflict, Forbidden
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.rollout import actions, queries
from app.rollout.queries import acknowledgements as module
from app.rollout.tables import Concern
from tests.factories import accounts, proposals
from tests.factories.proposals import World
from tests.support.counting import count_statements

UnitOfWork = Callable[[], AbstractContextManager[Session]]


@dataclass
class Hotels:
    """A version that concerns people of two hotels and one of the whole house."""

    unit: UnitOfWork
    place: World
    rollout_id: str
    people: dict[str, Actor]

    def read(self, *names: str) -> None:
        """Have some say that they have read it."""
        with self.unit() as session:
            found = self.found(session)
            for name in names:
                actions.acknowledge(session, self.people[name], found.process, found.version)

    def found(self, session: Session, by: Actor | None = None) -> queries.Found:
        """Give the rollout as somebody finds it, the manager where nobody is named."""
        return queries.find(session, by or self.place.manager, self.rollout_id)

    def remind(self, by: Actor | None = None) -> int:
        """Have somebody remind who has not read it."""
        with self.unit() as session:
            return actions.remind(session, by or self.place.manager, self.found(session, by))


@pytest.fixture
def hotels(app: StepwellApp, unit: UnitOfWork) -> Hotels:
    """Give the version and its people."""
    with unit() as session:
        place = proposals.world(session)
        north = accounts.unit(session, "North")
        bergen, south = accounts.unit(session, "Bergen", "team", north), accounts.unit(session, "South")
        people = {"whole": place.workers[0]}
        for name, where in (("Nils", north), ("Nora", north), ("Bert", bergen), ("Sara", south)):
            people[name] = accounts.actor(session, f"{name} Reader", "worker", where)
        proposal = proposals.approved(session, place)
        rollout = queries.of_proposal(session, proposal.id)
        assert rollout is not None
        session.execute(delete(Concern))
        session.add_all(Concern(rollout_id=rollout.id, person_id=one.id) for one in people.values())
        return Hotels(unit, place, rollout.id, people)


def told(hotels: Hotels) -> list[tuple[str | None, int, int, list[str]]]:
    """Give each unit with how many there are, how many have read it, and who is missing."""
    with hotels.unit() as session:
        found = queries.readers(session, hotels.found(session).rollout)
        assert found.concerned == sum(one.concerned for one in found.units)
        assert found.read == sum(one.read for one in found.units)
        return [(one.unit, one.concerned, one.read, [who.name for who in one.missing]) for one in found.units]


def test_each_unit_says_how_many_have_read_it_and_who_is_missing(hotels: Hotels) -> None:
    hotels.read("Nora", "Sara")
    assert told(hotels) == [
        (None, 1, 0, ["Wanda Worker 0"]), ("North", 2, 1, ["Nils Reader"]), ("Bergen", 1, 0, ["Bert Reader"]),
        ("South", 1, 1, []),
    ]  # fmt: skip


def test_people_count_once_in_the_lowest_of_their_units_and_not_once_they_have_left(hotels: Hotels) -> None:
    with hotels.unit() as session:
        nils = session.get_one(Person, hotels.people["Nils"].id)
        give_role(session, SYSTEM, nils, "manager", session.scalars(select(Unit).where(Unit.name == "Bergen")).one())
        session.get_one(Person, hotels.people["Sara"].id).active = False
    assert [(unit, count) for unit, count, _, _ in told(hotels)] == [(None, 1), ("North", 1), ("Bergen", 2)]


def test_however_many_there_are_it_is_one_statement_and_few_are_named(
    hotels: Hotels, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_NAMED", 1)
    monkeypatch.setattr(module, "MOST_UNITS", 2)
    with hotels.unit() as session:
        rollout = hotels.found(session).rollout
        with count_statements(database) as counted:
            found = queries.readers(session, rollout)
    assert len(counted) == 1
    assert [(one.unit, one.left, one.unnamed) for one in found.units] == [(None, 1, 0), ("North", 2, 1)]
    assert found.is_cut and found.concerned == 5


def test_those_who_have_not_read_it_are_reminded_once_a_day(hotels: Hotels) -> None:
    hotels.read("Nora", "Sara")
    assert hotels.remind() == 3
    with hotels.unit() as session:
        who = set(session.scalars(select(Notice.person_id).where(Notice.kind == "version_reminder")))
    assert who == {hotels.people[name].id for name in ("whole", "Nils", "Bert")}
    with pytest.raises(Conflict) as again:
        hotels.remind()
    assert again.value.code == "REMINDED_LATELY"
    hotels.read("whole", "Nils")
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert hotels.remind(hotels.place.owner) == 1
        hotels.read("Bert")
    with clock.frozen(clock.now() + timedelta(hours=51)), pytest.raises(Conflict) as done:
        hotels.remind()
    assert done.value.code == "ALL_HAVE_READ"


def test_nobody_is_reminded_of_a_version_that_was_taken_back(hotels: Hotels) -> None:
    with hotels.unit() as session:
        actions.revert(session, hotels.place.manager, hotels.found(session), "It was wrong.")
    with pytest.raises(Conflict) as back:
        hotels.remind()
    assert back.value.code == "ALREADY_REVERTED"


def test_only_who_answers_for_the_process_reminds(hotels: Hotels) -> None:
    with pytest.raises(Forbidden):
        hotels.remind(hotels.people["Nils"])


def test_programs_read_and_remind(hotels: Hotels, client: FlaskClient) -> None:
    hotels.read("Nora")
    with hotels.unit() as session:
        boss, other = (
            accounts.bearer(session, session.get_one(Person, one.id))
            for one in (hotels.place.manager, hotels.people["Nils"])
        )
        process = session.get_one(Process, hotels.place.process.id)
        number = version_by_id(session, process.live_version_id).number
        here = f"/api/v1/processes/{process.key}/versions/{number}"
    answer = client.get(f"{here}/readers", headers=boss)
    assert answer.status_code == 200, answer.text
    assert (answer.json["concerned"], answer.json["read"], answer.json["reminded_at"]) == (5, 1, None)
    [north] = [one for one in answer.json["items"] if one["name"] == "North"]
    assert (north["concerned"], north["read"], [one["name"] for one in north["missing"]]) == (2, 1, ["Nils Reader"])
    assert client.get(f"{here}/readers", headers=other).status_code == 403
    assert client.get(f"/api/v1/processes/{process.key}/versions/1/readers", headers=boss).status_code == 404
    assert client.post(f"{here}/remind", headers=boss).json == {"version": number, "reminded": 4}
    assert client.post(f"{here}/remind", headers=boss).json["code"] == "REMINDED_LATELY"
    assert client.get(f"{here}/readers", headers=boss).json["reminded_at"]


def test_pages_show_it_to_who_sees_to_it_and_remind(hotels: Hotels, app: StepwellApp) -> None:
    hotels.read("Nora")
    with hotels.unit() as session:
        boss, other = (
            accounts.signed_in(app, session, session.get_one(Person, one.id))
            for one in (hotels.place.manager, hotels.people["Nils"])
        )
        process = session.get_one(Process, hotels.place.process.id)
        number = version_by_id(session, process.live_version_id).number
    for page in (f"/rollouts/{hotels.rollout_id}", f"/processes/{process.key}/versions/{number}/changed"):
        shown = boss.get(page).text
        assert "1 of 5 people concerned have read what changed." in shown
        assert "Not yet: Nils Reader" in shown and "Remind who has not read it" in shown
        assert "Remind who has not read it" not in other.get(page).text
    sent = accounts.post(boss, f"/rollouts/{hotels.rollout_id}/remind")
    assert sent.status_code == 303
    shown = boss.get(sent.headers["Location"]).text
    assert "4 people were reminded." in shown and "Those who have not were reminded" in shown
    assert "were reminded within the last day" in boss.get(
        accounts.post(boss, f"/rollouts/{hotels.rollout_id}/remind").headers["Location"]
    ).text  # fmt: skip
