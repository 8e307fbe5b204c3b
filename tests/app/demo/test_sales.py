"""The regions of the demo: what one of them found out, who adopted it, and what the next one finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo import organisation
from app.demo.sales.regions import HEAD, SEEKER
from app.demo.sales.story import ALPS, BALTIC, IBERIA, REPORT, RHINE, WALK
from app.demo.stops import told
from app.kernel.times import clock
from app.notices.tables import Notice
from app.practices import queries
from app.proposals.tables import Proposal
from tests.app.demo.conftest import END


@pytest.fixture(autouse=True)
def _at_its_end() -> Iterator[None]:
    """Look at the demo at the moment it was built for, whatever day it is."""
    with clock.frozen(END):
        yield


@pytest.mark.parametrize(("plot", "where"), [(WALK, {ALPS: "adopted"}), (REPORT, {RHINE: "adopted", ALPS: "proposed"})])
def test_what_one_region_found_out_was_adopted_elsewhere(session: Session, plot, where: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    head = organisation.actor(session, HEAD)
    origin = session.get_one(Proposal, told(session, plot.process, plot.title))
    ledger = {one.process.key: one.state for one in queries.adoptions(session, head, origin)}
    assert ledger == where
    credited = select(Notice.id).where(Notice.kind == "change_adopted", Notice.person_id == origin.author_id)
    assert session.scalars(credited).first()


def test_the_next_region_finds_both_first_of_all(session: Session) -> None:
    seeker = organisation.actor(session, SEEKER)
    found = queries.practices(session, seeker, "", organisation.process(session, BALTIC))
    first = {one.process.key: one for one in found if one.akin}
    assert set(first) == {RHINE, IBERIA} and [one.akin for one in found[:2]] == [True, True]
    assert {process.key for process in first[RHINE].live_in} == {RHINE, ALPS}
