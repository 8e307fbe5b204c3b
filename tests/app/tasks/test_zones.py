"""Work by people's own clocks: days of absence, deadlines, moments in forms."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.actions import edit_person
from app.accounts.tables import Person
from app.assignment import queries as assignment
from app.assignment.tables import Absence
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.actions.result.history import log_step
from app.cases.tables import Instance, Task
from app.cases.words.planning import due_words
from app.kernel.api import paging
from app.kernel.audit import AuditEntry
from app.kernel.errors import Invalid
from app.kernel.policy import SYSTEM
from app.kernel.times import clock, zones
from app.taskforms.forms.moments import show_moment
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models

AUCKLAND, ST_JOHNS = zones.find("Pacific/Auckland"), zones.find("America/St_Johns")


def test_absences_begin_and_end_at_ones_own_midnight(session, app) -> None:
    ann, ben = accounts.person(session, "Ann"), accounts.person(session, "Ben")
    edit_person(session, SYSTEM, ann, zone="Pacific/Auckland")
    edit_person(session, SYSTEM, ben, zone="America/St_Johns")
    page, other = accounts.signed_in(app, session, ann), accounts.signed_in(app, session, ben)
    ann_id, ben_id = ann.id, ben.id
    session.commit()
    with clock.frozen(datetime(2026, 9, 20, tzinfo=UTC)):
        # Summer time begins there on the 27th: the absence is an hour shorter than three days.
        typed = {**accounts.CSRF, "substitute": ben_id, "begins_at": "2026-09-26", "ends_at": "2026-09-28"}
        assert page.post("/me/absences", data=typed).status_code == 303
        session.expire_all()
        row = session.scalars(select(Absence)).one()
        assert row.begins_at == datetime(2026, 9, 25, 12, tzinfo=UTC)
        assert row.ends_at == datetime(2026, 9, 28, 11, tzinfo=UTC)
        session.rollback()
        assert "26 Sep 2026 to 28 Sep 2026: Ben stands in" in page.get("/me").text
        told = other.get("/notices").text
        assert "25 September 2026, 09:30 to 28 September 2026, 08:30 America/St Johns" in told
    for now, away in ((row.begins_at, True), (row.begins_at - timedelta(seconds=1), False),
                      (row.ends_at - timedelta(seconds=1), True), (row.ends_at, False)):  # fmt: skip
        assert (assignment.substitutes(session, [ann_id], now) == {ann_id: ben_id}) == away


def test_a_day_that_is_typed_ends_at_the_midnight_of_who_types_it(session, app) -> None:
    boss = accounts.actor(session, "Bo", "manager")
    process = catalog.process(session, boss, models.linear("A", "B"), key="post")
    instance = case_actions.start(session, boss, process, {})
    (task,) = case_queries.open_tasks(session, instance.id)
    for who, zone in ((boss, AUCKLAND), (boss, ST_JOHNS), (boss, UTC)):
        task_actions.set_due(session, replace(who, zone=str(zone)), task.id, "2027-01-31")
        assert task.due_at == zones.closing(datetime(2027, 1, 31).date(), zone)
        task_actions.set_due(session, replace(who, zone=str(zone)), task.id, "2027-01-31T17:00")
        assert f"{zones.local(task.due_at, zone):%d %H:%M}" == "31 17:00"
    task_actions.set_due(session, boss, task.id, "2027-01-31T17:00+05:45")
    assert task.due_at == datetime(2027, 1, 31, 11, 15, tzinfo=UTC)
    (said, *_) = [one.detail for one in case_queries.history(session, instance.id) if one.event == "due_set"][::-1]
    assert said == "⟦2027-01-31T11:15Z⟧"
    log_step(session, instance, "clock_read", boss, ("A", "A"), "The time was taken as 2027-01-31T11:15:00+00:00.")
    session.get(Person, boss.id).zone, task_id, case_id = "Asia/Kathmandu", task.id, instance.id
    known = session.get(Person, boss.id)
    page, api = accounts.signed_in(app, session, known), accounts.bearer(session, known)
    session.commit()
    shown = page.get(f"/instances/{case_id}").text
    assert shown.count("31 January 2027, 17:00 Asia/Kathmandu") == 2 and "31 January 2027, 11:15" not in shown
    history = app.test_client().get(f"/api/v1/instances/{case_id}/history", headers=api)
    assert history.status_code == 200 and "2027-01-31T11:15Z" in history.text and "⟦" not in history.text
    (entry,) = session.scalars(
        select(AuditEntry).where(AuditEntry.kind == "task.due_set").order_by(AuditEntry.seq).offset(6)
    )
    assert entry.body == {"to": "2027-01-31T11:15Z"}, "programs read the log"
    session.rollback()
    # A manager elsewhere who changes the urgency alone leaves the deadline as it is.
    page.post(f"/tasks/{task_id}/plan", data={**accounts.CSRF, "due": "2027-01-31", "priority": "90"})
    session.expire_all()
    task = session.get(Task, task_id)
    assert (task.priority, task.due_at) == (90, datetime(2027, 1, 31, 11, 15, tzinfo=UTC))


def test_programs_write_by_the_clock_of_their_person(unit, client) -> None:
    with unit() as session:
        ann, ben = accounts.person(session, "Ann"), accounts.person(session, "Ben")
        ann.zone = "Asia/Kathmandu"
        mine, ben_id = accounts.bearer(session, ann), ben.id
    first, day = clock.now().date() + timedelta(days=3), timedelta(days=1)
    given = {"substitute": ben_id, "begins_at": f"{first}T00:00", "ends_at": f"{first + day}T00:00:00+00:00"}
    made = client.post("/api/v1/absences", json=given, headers=mine)
    assert (made.status_code, made.json["begins_at"]) == (201, f"{first - day}T18:15:00Z")
    assert made.json["ends_at"] == f"{first + day}T00:00:00Z"
    refused = client.post("/api/v1/absences", json=given | {"begins_at": "0001-01-01T00:00"}, headers=mine)
    assert refused.status_code == 422 and "begins_at" in refused.json["errors"]
    for name, edge in (("begins_at", "0001-01-01T00:00+14:00"), ("ends_at", "9999-12-31T23:59:59-14:00")):
        refused = client.post("/api/v1/absences", json=given | {name: edge}, headers=mine)
        assert refused.status_code == 422 and name in refused.json["errors"], edge


@pytest.mark.parametrize("edge", ["0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-31T10:00"])
def test_a_cursor_of_a_moment_that_no_database_holds_is_none(session, edge) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([{"t": edge}, "x"]).encode()).decode()
    with pytest.raises(Invalid, match="Expected a cursor that this list gave"):
        paging.page(session, select(Instance), (Instance.started_at, Instance.id), cursor, 10)


def test_a_moment_at_the_edge_of_the_calendar_is_shown_as_it_is() -> None:
    for edge, shown in (
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00"), ("9999-12-31T23:59:00-14:00", "9999-12-31T23:59"),
    ):  # fmt: skip
        assert show_moment(edge, zones.find("Asia/Kathmandu")) == shown


def test_who_is_not_signed_in_reads_by_the_clock_of_the_organisation(session, app) -> None:
    app.settings = replace(app.settings, time_zone="Asia/Kathmandu")
    owner = accounts.actor(session, "Bo", "manager")
    catalog.process(session, owner, key="report", title="Report a fake", public_start=True)
    session.commit()
    guest = app.test_client()
    guest.get("/public/report/start")
    with guest.session_transaction() as cookie:
        sent = {"csrf": cookie["csrf"], "message": "A fake bag"}
    receipt = guest.post("/public/report/start", data=sent, follow_redirects=True).text
    started = session.scalars(select(Instance.started_at)).one()
    assert f"({zones.exact(started, zones.find('Asia/Kathmandu'))})" in receipt
    assert 'data-zone="Asia/Kathmandu"' in receipt and "data-zone-offer" not in receipt


def test_today_is_where_the_reader_is() -> None:
    now, due = datetime(2026, 11, 29, 10, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC)
    with clock.frozen(now):
        assert due_words(due, UTC) == due_words(due, ST_JOHNS) == {"late": False, "words": "due today"}
        assert due_words(due, AUCKLAND) == {"late": False, "words": "due tomorrow"}


def test_dates_of_models_go_by_the_clock_of_the_organisation(settings, database, unit) -> None:
    from app import create_app
    from app.assignment.actions.sharing import moment

    create_app(replace(settings, time_zone="Europe/Berlin"), database)
    xml = models.linear("A", "B").replace(
        b'id="A"', b'id="A" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:dueDate="2027-07-31"', 1
    )
    with unit() as session:
        boss = accounts.actor(session, "Bo", "manager")
        instance = case_actions.start(session, boss, catalog.process(session, boss, xml, key="post"), {})
        (task,) = case_queries.open_tasks(session, instance.id)
        assert task.due_at == datetime(2027, 7, 31, 21, 59, tzinfo=UTC)
    assert moment("2027-01-31T01:00", clock.now(), AUCKLAND) == datetime(2027, 1, 30, 12, tzinfo=UTC)
