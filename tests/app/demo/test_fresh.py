"""A demo is fresh on the day it is built, whichever that is, and still works weeks later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import create_app
from app.accounts.tables import Person
from app.ballots.queries import waiting_for
from app.cases.tables import StepEvent
from app.demo import build, organisation
from app.demo.cases import WHO
from app.demo.cast import PASSWORD
from app.demo.marketing.people import VISITOR
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs.tables import FAILED, Job
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.proposals.queries import needing
from app.tasks.queries import inbox_count

LATER = timedelta(days=45)
PAGES = ("/", "/work", "/proposals", "/processes/campaign-approval", "/processes/campaign-approval/improve", "/notices")


@pytest.mark.databases("sqlite")
def test_a_demo_built_now_is_of_now_and_works_45_days_on(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    app = create_app(settings, database)
    now = clock.now()
    build.build(database, now, scale=0.05)
    with unit_of_work(database, readonly=True) as session:
        visitor = organisation.actor(session, VISITOR)
        assert now - timedelta(days=4) < session.scalar(select(func.max(StepEvent.at))) <= now
        assert inbox_count(session, visitor) > 0
        assert waiting_for(session, visitor, now)
        assert needing(session, visitor)
        assert (session.scalar(select(func.max(Person.created_at))) or now) <= now
    with clock.frozen(now + LATER):
        jobs.drain(database)
        client = app.test_client()
        signed = client.post("/signin", data={"email": WHO[VISITOR].email, "password": PASSWORD, "csrf": _csrf(client)})
        assert signed.status_code == 303, signed.text
        for page in PAGES:
            answer = client.get(page, follow_redirects=True)
            assert answer.status_code == 200, (page, answer.text[:500])
    with unit_of_work(database, readonly=True) as session:
        assert not list(session.scalars(select(Job.error).where(Job.state == FAILED)))


def _csrf(client) -> str:  # type: ignore[no-untyped-def]
    text = client.get("/signin").text
    return str(text.split('name="csrf" value="')[1].split('"')[0])
