"""The hotels of the demo: one change worked out together, carried to all, and what each of them made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases.tables import Instance
from app.catalog.tables import Process, VersionStep
from app.demo import organisation
from app.demo.stops import told
from app.demo.towels.hotels import CHAIN, HOTELS, OWNER
from app.demo.towels.outcomes import OUTCOMES
from app.demo.towels.processes import KEY
from app.demo.towels.story.plots import NEW_TOWEL
from app.kernel.times import clock
from app.practices import queries
from app.proposals.tables import Proposal, ProposalRevision
from app.rollout.tables import Acknowledgement
from tests.app.demo.conftest import END


@pytest.fixture(autouse=True)
def _at_its_end() -> Iterator[None]:
    """Look at the demo at the moment it was built for, whatever day it is."""
    with clock.frozen(END):
        yield


@pytest.fixture
def origin(session: Session) -> Proposal:
    """Give the change as the chain decided on it."""
    return session.get_one(Proposal, told(session, KEY, NEW_TOWEL.title))


def test_it_was_worked_out_together_before_it_was_voted_on(session: Session, origin: Proposal) -> None:
    revisions = session.scalars(
        select(ProposalRevision).where(ProposalRevision.proposal_id == origin.id).order_by(ProposalRevision.revision)
    ).all()
    assert [len(one.operations) for one in revisions] == [2, 5]
    assert {"eliminate", "insert", "instruct"} == {one["kind"] for one in revisions[-1].operations}
    assert origin.state == "live"


def test_each_hotel_answered_in_its_own_way(session: Session, origin: Proposal) -> None:
    helen = organisation.actor(session, OWNER)
    ledger = {one.process.key: one for one in queries.adoptions(session, helen, origin)}
    assert set(ledger) == {hotel.key for hotel in HOTELS}
    assert Counter(one.state for one in ledger.values()) == {"adopted": 10, "declined": 1, "offered": 1}
    assert ledger["towels-york"].reason == OUTCOMES["York"].declines
    assert ledger["towels-nice"].state == "offered"


def test_steps_differ_where_hotels_do(session: Session) -> None:
    helen = organisation.actor(session, OWNER)
    family = queries.family(session, helen, organisation.process(session, KEY))
    states = {row.origin: row.states for row in queries.matrix(session, family)}
    assert {key for key, state in states["Soak"].items() if state != "absent"} == {
        "towels-palma", "towels-york", "towels-nice",
    }  # fmt: skip
    assert {key for key, state in states["Weigh"].items() if state == "absent"} == {"towels-york", "towels-nice"}
    assert {key for key, state in states["Wash"].items() if state == "changed"} == {"towels-york", "towels-nice"}
    assert set(states["Collect"].values()) == {"same"}


@pytest.mark.parametrize(("key", "name"), [
    ("towels-hamburg", "Ladung wiegen"), ("towels-seville", "Pesar la carga"), ("towels-lyon", "Peser la charge"),
    ("towels-bath", "Weigh the load"),
])  # fmt: skip
def test_a_new_step_speaks_the_language_of_its_hotel(session: Session, key: str, name: str) -> None:
    process = organisation.process(session, key)
    step = select(VersionStep.name).where(VersionStep.version_id == process.live_version_id)
    assert session.scalar(step.where(VersionStep.step_id == "Weigh")) == name
    spoken = next(hotel.language for hotel in HOTELS if hotel.key == key)
    assert (process.language or "en") == spoken


def test_nothing_starts_as_before_from_a_monday_on_and_people_have_read_it(session: Session) -> None:
    for hotel in HOTELS:
        process, outcome = organisation.process(session, hotel.key), OUTCOMES[hotel.town]
        assert (process.switch_at is not None) == bool(outcome.approves)
        assert process.switch_at is None or process.switch_at.weekday() == 0
        read = select(func.count()).where(Acknowledgement.version_id == process.live_version_id)
        assert session.scalar(read) == outcome.readers
    mondays = Counter(
        at for at in session.scalars(select(Process.switch_at).where(Process.key.like("towels-%"))) if at is not None
    )
    assert sorted(mondays.values()) == [1, 9]
    assert max(mondays) > END


def test_hotels_say_what_it_is_worth_and_one_put_its_figures_right(session: Session, origin: Proposal) -> None:
    helen = organisation.actor(session, OWNER)
    found = {one.adoption.process.key: one for one in queries.worth(session, helen, origin)}
    assert Counter(one.missing for one in found.values()) == {"": 8, "nothing_entered": 2, "not_live": 2}
    assert set(queries.totals(list(found.values()))) == {"EUR", "GBP"}
    [before] = queries.superseded(session, found["towels-hamburg"].adoption.proposal.id)
    assert before.row.superseded_at is not None and before.by == HOTELS[0].manager


def test_every_hotel_works_with_its_own_people(session: Session) -> None:
    names = {hotel.key: set(hotel.team) for hotel in HOTELS}
    rows = select(Process.key, Person.name).select_from(Instance).join(Process, Process.id == Instance.process_id)
    rows = rows.join(Person, Person.id == Instance.started_by).where(Process.key.in_(names))
    started = session.execute(rows).all()
    assert {key for key, _ in started} == set(names)
    assert all(name in names[key] for key, name in started)
    assert session.scalar(select(func.count()).where(Process.unit_path.like("%harbour-hotels%"))) == len(HOTELS) + 1
    assert CHAIN == "Harbour Hotels"
