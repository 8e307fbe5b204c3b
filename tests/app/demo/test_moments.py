"""Whatever hour of whichever day a demo is built at, and however small, the first visitor finds something to do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import create_app
from app.ballots.queries import waiting_for
from app.cases.tables import Instance, StepEvent
from app.demo import build, organisation
from app.demo.marketing.people import VISITOR
from app.demo.marketing.story.plots import PLOTS
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.notices.queries import unread_count
from app.proposals.queries import needing
from app.proposals.tables import Proposal
from app.rollout.tables import Acknowledgement, Concern
from app.tasks.queries import inbox_count
from app.web.guide import guide

# Of two hundred moments of a fortnight and the edges of years and of summer time, those at which something was missing.
HARD = (
    "2026-11-24T21:15:00Z", "2026-11-25T06:18:00Z", "2026-11-29T03:32:00Z", "2026-11-29T03:45:00Z",
    "2028-02-29T23:59:59Z",
)  # fmt: skip


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("moment", HARD)
def test_the_visitor_has_a_task_a_ballot_a_change_a_notice_and_the_guide(
    database: Database, settings: Settings, moment: str
) -> None:
    app, end = create_app(settings, database), datetime.fromisoformat(moment)
    build.build(database, end, scale=0.05, only=("marketing",))
    with clock.frozen(end), unit_of_work(database, readonly=True) as session, app.test_request_context():
        visitor = organisation.actor(session, VISITOR)
        assert inbox_count(session, visitor) > 0
        assert waiting_for(session, visitor, end)
        assert needing(session, visitor)
        assert needing(session, organisation.actor(session, "Nora Lindqvist"))
        assert session.scalar(select(func.count()).where(Concern.person_id == visitor.id))
        assert not session.scalar(select(func.count()).where(Acknowledgement.person_id == visitor.id))
        assert unread_count(session, visitor) in range(1, 20)
        assert [step["done"] for step in guide(session, visitor)] == [True, False, False, False, False]
        states = {p.title: p.state for p in session.scalars(select(Proposal))}
        assert states == {plot.title: plot.rests for plot in PLOTS}
        assert end - timedelta(days=4) < (session.scalar(select(func.max(StepEvent.at))) or end) <= end
        planned = [
            (instance.started_at.date().isoformat(), instance.data["launch_on"])
            for instance in session.scalars(select(Instance))
            if "launch_on" in instance.data
        ]
        assert planned
        assert all(started < launch < (end + timedelta(days=61)).isoformat() for started, launch in planned)
