"""Owners hear of what could not go on, once a day and process; ops see how much it is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions
from app.cases.events import IncidentOpened
from app.cases.tables import Incident
from app.kernel.events import announce
from app.kernel.http.application import StepwellApp
from app.kernel.ids import new_id
from app.kernel.times import clock
from app.notices.tables import Notice
from tests.factories import accounts, catalog, models


def test_an_incident_is_told_and_counted(session: Session, app: StepwellApp) -> None:
    owner, ops = accounts.person(session, "Olga", "manager"), accounts.person(session, "Otto", "ops")
    worker = accounts.person(session, "Wim")
    process = catalog.process(session, people.actor_for(session, owner), models.linear("A", "B"), key="post")
    case = actions.start(session, people.actor_for(session, worker), process, {})
    session.flush()
    now = clock.now()
    for day in (0, 0, 1):
        row = Incident(
            id=new_id(), instance_id=case.id, process_id=process.id, task_id="t", step_id="A", step_name="Check",
            kind="script", words="No.", opened_at=now,
        )  # fmt: skip
        session.add(row)
        with clock.frozen(now + timedelta(days=day)):
            announce(session, IncidentOpened(row.id, case.id, process.id, "Check"))
    told = list(session.scalars(select(Notice).where(Notice.kind == "incident")))
    assert {one.person_id for one in told} == {owner.id} and len(told) == 2
    assert all("“Check” of" in one.words and one.url == "/incidents?process=post" for one in told)
    pages = [accounts.signed_in(app, session, who) for who in (ops, worker, owner)]
    session.commit()
    seen = [page.get("/more").text for page in pages]
    assert ["open incidents" in text for text in seen] == [True, False, False]
    assert '>3<span class="sr-only"> open incidents' in seen[0] and "What could not go on: 3 open" in seen[0]


def test_why_is_told_to_who_may_see_incidents(session: Session, app: StepwellApp) -> None:
    owner, manager = accounts.person(session, "Olga", "manager"), accounts.person(session, "Mona", "manager")
    process = catalog.process(session, people.actor_for(session, owner), models.linear("A"), key="post")
    case = actions.start(session, people.actor_for(session, manager), process, {})
    session.flush()
    now = clock.now()
    for day in (0, 1):
        row = Incident(
            id=new_id(), instance_id=case.id, process_id=process.id, task_id="t", step_id="A", step_name="Check",
            kind="script", words="It said: 42.", opened_at=now,
        )  # fmt: skip
        session.add(row)
        with clock.frozen(now + timedelta(days=day)):
            announce(session, IncidentOpened(row.id, case.id, process.id, "Check"))
        owner.active = False
        session.flush()
    told = {one.person_id: one for one in session.scalars(select(Notice).where(Notice.kind == "incident"))}
    assert set(told) == {owner.id, manager.id}
    assert told[owner.id].words.endswith("Somebody has to see to it. It said: 42.")
    assert told[manager.id].words.endswith("Somebody has to see to it.") and told[manager.id].url == "/processes/post"
