"""Who may see and do what where features meet: cases of processes that outsiders may start, signals, tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pytest
from sqlalchemy.orm import Session

from app.accounts import actions as account_actions
from app.accounts.tables import Person, Unit
from app.cases import actions as case_actions
from app.cases import queries
from app.catalog import actions as catalog_actions
from app.catalog.queries import live_version
from app.catalog.tables import Process
from app.correlation import actions as correlation_actions
from app.correlation.queries import messages
from app.discussion import actions as discussion
from app.discussion.queries import people as said
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.http.application import READS, StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.sign_in import actions as sign_in
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models, waits

UnitOfWork = Callable[[], AbstractContextManager[Session]]
pytestmark = pytest.mark.usefixtures("app")


@dataclass
class House:
    """A unit with a process of its own that outsiders may start, and somebody of the organisation who is not in it."""

    north: Unit
    insider: Actor
    outsider: Actor
    process: Process
    case: str
    task: str


@pytest.fixture
def house(unit: UnitOfWork) -> House:
    with unit() as session:
        north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
        insider = accounts.actor(session, "Ina", "manager", north)
        outsider = accounts.actor(session, "Otto", "worker", south)
        process = catalog.process(
            session, insider, models.linear("A", "B"), key="complaints", unit=north, visibility="unit",
            public_start=True,
        )  # fmt: skip
        case = case_actions.start(session, insider, process, {"name": "Secret Person"})
        session.flush()
        task = queries.open_tasks(session, case.id)[0].id
        discussion.add_comment(session, insider, process, "Said among us", step_id="A")
        discussion.raise_flag(session, insider, process, "A", "low_value", "Among us")
        return House(north, insider, outsider, process, case.id, task)


def test_cases_that_outsiders_may_start_are_seen_by_the_unit_alone(house: House, app: StepwellApp, unit) -> None:
    with unit() as session:
        other = accounts.bearer(session, session.get_one(Person, house.outsider.id))
        own = accounts.bearer(session, session.get_one(Person, house.insider.id))
        browser = accounts.signed_in(app, session, session.get_one(Person, house.outsider.id))
    client = app.test_client()
    paths = [f"/api/v1/instances/{house.case}{more}" for more in ("", "/history", "/waits", "/movable", "/comments")]
    for path in [*paths[:3], f"/api/v1/tasks/{house.task}", f"/api/v1/tasks?instance={house.case}"]:
        assert client.get(path, headers=own).status_code == 200, path
    for path in [*paths, f"/api/v1/tasks/{house.task}", f"/api/v1/tasks?instance={house.case}"]:
        assert client.get(path, headers=other).status_code == 404, path
    for path in (f"/api/v1/tasks/{house.task}/{verb}" for verb in ("complete", "claim", "release", "delegate")):
        body = {"person": house.insider.id} if path.endswith("delegate") else {}
        assert client.post(path, json=body, headers=other).status_code == 404, path
    assert [i["id"] for i in client.get("/api/v1/instances", headers=own).json["items"]] == [house.case]
    assert client.get("/api/v1/instances", headers=other).json["items"] == []
    for path in (f"/instances/{house.case}", f"/tasks/{house.task}", "/processes/complaints/discussion"):
        assert browser.get(path).status_code == 404, path
    for path in ("/processes/complaints", "/processes/complaints/work", "/instances", "/processes", "/"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert house.case not in page.text, path
        assert not re.search(r"\b1 running|open task", page.text), path


def test_who_started_a_case_sees_it_no_longer_than_they_may_start_another(house: House, session: Session) -> None:
    """Somebody who moved elsewhere since reads nothing of what is done in it now."""
    mine = case_actions.start(session, SYSTEM, house.process)
    mine.started_by = house.outsider.id
    session.flush()
    for case in (house.case, mine.id):
        with pytest.raises(NotFound):
            queries.instance(session, house.outsider, case)
    assert queries.instances(session, house.outsider).items == []
    beside = accounts.actor(session, "Olaf", "worker", house.north)
    mine.started_by = beside.id
    session.flush()
    assert queries.instance(session, beside, mine.id) is mine


def test_what_is_said_about_a_process_stays_with_those_who_take_part(house: House, session: Session) -> None:
    for reads, number in ((house.insider, 1), (house.outsider, 0)):
        assert len(said.said_by(session, reads, house.insider.id)) == number
        assert len(said.flagged_by(session, reads, house.insider.id)) == number


def test_a_signal_reaches_and_starts_only_what_its_sender_sees(unit: UnitOfWork, database: Database) -> None:
    with unit() as session:
        north = accounts.unit(session, "North")
        insider = accounts.actor(session, "Ina", "manager", north)
        outsider = accounts.actor(session, "Otto", "worker", accounts.unit(session, "South"))
        more = {"unit": north, "visibility": "unit", "mode": "executable"}
        waiting = catalog.process(session, insider, waits.WAITS_FOR_SIGNAL, **more)
        begins = waits.process(models.task("Check"), ids=("Check",), start=waits.SIGNAL)
        starts = catalog.process(session, insider, begins, **more)
        case, other = case_actions.start(session, insider, waiting).id, starts.key
    for sender, steps, started in ((outsider, [], 0), (insider, ["After"], 1)):
        with unit() as session:
            correlation_actions.send_signal(session, sender, "alarm", {})
        jobs.drain(database)
        with unit() as session:
            assert waits.open_steps(session, case) == steps
            assert len(queries.instances(session, insider, process=other).items) == started


def test_ops_elsewhere_do_not_read_what_a_units_cases_throw(house: House, session: Session) -> None:
    for key, inside in (("order", True), ("elsewhere", False)):
        correlation_actions.messages.deliver(
            session, "secret", {key: 1}, {}, f"{key:0<26}", house.case if inside else None
        )
    ops = accounts.actor(session, "Olga", "ops", accounts.unit(session, "West"))
    session.flush()
    names = lambda who: {str(m.correlation) for m in messages.messages(session, who, None, None, None).items}  # noqa: E731
    assert names(house.insider) == {"{'order': 1}"}
    assert names(ops) == set()
    assert names(accounts.actor(session, "Oona", "ops")) == {"{'order': 1}", "{'elsewhere': 1}"}


def test_only_ops_of_the_unit_take_a_task_from_a_colleague(session: Session) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    worker = accounts.actor(session, "Wim", "worker", north)
    process = catalog.process(session, worker, models.linear("A"), unit=north)
    case = case_actions.start(session, worker, process)
    session.flush()
    task = queries.open_tasks(session, case.id)[0]
    task_actions.claim(session, worker, task.id)
    elsewhere = accounts.person(session, "Ola", "ops", south)
    account_actions.give_role(session, SYSTEM, elsewhere, "worker", north)
    both = accounts.queries.actor_for(session, elsewhere)
    with pytest.raises(Conflict):
        task_actions.release(session, both, task.id)
    assert task_actions.release(session, accounts.actor(session, "Ole", "ops", north), task.id).claimed_by is None


def test_nobody_puts_a_process_into_a_unit_they_do_not_work_in(session: Session) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    owner = accounts.actor(session, "Ona", "manager", north)
    process = catalog.process(session, owner, unit=north)
    with pytest.raises(Forbidden):
        catalog_actions.update(session, owner, process, unit=south.path)
    catalog_actions.update(session, owner, process, unit=north.path, title="Another title")
    chief = accounts.actor(session, "Chef", "admin")
    assert catalog_actions.update(session, chief, process, unit=south.path).unit_path == south.path


def test_administrators_of_partners_do_not_see_the_people_of_others(app: StepwellApp, unit: UnitOfWork) -> None:
    with unit() as session:
        printer = accounts.unit(session, "Printer", "partner")
        theirs = accounts.person(session, "Petra", "admin", printer)
        browser, headers = accounts.signed_in(app, session, theirs), accounts.bearer(session, theirs)
        other = accounts.person(session, "Otto")
    for path in ("/admin/people", f"/admin/people/{other.id}", "/admin/roles", "/api/v1/roles", "/api/v1/people"):
        assert browser.get(path).status_code == 403, path
    added = {"email": "new@printer.example", "name": "New", "role": "worker", "unit": printer.path}
    assert app.test_client().post("/api/v1/people", json=added, headers=headers).status_code == 201
    wider = {**added, "email": "newer@printer.example", "unit": None}
    assert app.test_client().post("/api/v1/people", json=wider, headers=headers).status_code == 403


def test_what_stepwell_publishes_calls_no_process_that_the_owner_does_not_see(session: Session) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    inside, outside = (accounts.actor(session, role="manager", unit=unit) for unit in (north, south))
    catalog.process(session, inside, models.linear("A"), key="hidden", unit=north, visibility="unit")
    xml = waits.process('<callActivity id="Call" name="Call" calledElement="hidden"/>', ids=("Call",))
    theirs, ours = (
        catalog.process(session, owner, xml, unit=unit, mode="executable")
        for owner, unit in ((outside, south), (inside, north))
    )
    calls = lambda of: b"&quot;hidden&quot;" in (live_version(session, of).runnable or b"")  # noqa: E731
    assert (calls(theirs), calls(ours)) == (False, True)
    for process in (theirs, ours):
        deciding = replace(outside, kind="system")
        catalog_actions.publish(session, deciding, process, xml.replace(b'name="Call"', b'name="Call them"'))
    assert (calls(theirs), calls(ours)) == (False, True)
    ours.owner_id = outside.id
    catalog_actions.publish(session, SYSTEM, ours, xml)
    assert calls(ours)


OPEN = {"accounts_api.me", "api-docs.openapi_json"}
WORKER = {f"services_api.{name}" for name in ("fetch", "extend", "complete", "fail", "error")}


def test_a_token_opens_only_what_its_scopes_name(app: StepwellApp, unit: UnitOfWork) -> None:
    with unit() as session:
        chief = accounts.person(session, "Chef", "admin")
        headers = {scope: accounts.bearer(session, chief, (scope,)) for scope in sign_in.SCOPES if scope != "all"}
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") and rule.endpoint not in OPEN]
    for rule in rules:
        path = re.sub(r"<[^>]*:?number>", "1", re.sub(r"<any\((\w+).*?>", r"\1", rule.rule))
        path = re.sub(r"<[^>]+>", "nothing", path)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for scope, header in headers.items():
                answer = client.open(path, method=method, json=None if method in READS else {}, headers=header)
                refused = answer.status_code == 403 and answer.json["code"] == "OUT_OF_SCOPE"
                assert refused is not _opens(scope, rule.endpoint, method), (scope, method, rule.rule, answer.status)
    assert client.get("/api/v1/me", headers=headers["worker"]).status_code == 200


def _opens(scope: str, endpoint: str, method: str) -> bool:
    feature = endpoint.split(".")[0].removesuffix("_api")
    if endpoint in WORKER:
        return scope == "worker"
    wanted = {"work"} if feature == "services" else {feature}
    wanted |= {"ballots"} if endpoint == "proposals_api.vote" else set()
    return scope in wanted or (scope == "read" and method in READS)


def test_a_program_cannot_make_itself_a_wider_token_or_change_the_password(session: Session) -> None:
    person = accounts.person(session, "Pia")
    narrow = Actor(person.id, scopes=frozenset({"accounts", "read"}))
    for scopes in (("all",), ("accounts", "work")):
        with pytest.raises(Invalid):
            sign_in.create_token(session, narrow, person, "more", scopes)
    assert sign_in.create_token(session, narrow, person, "less", ("read",))
    assert sign_in.create_token(session, Actor(person.id, scopes=frozenset({"all"})), person, "x", ("all",))
    with pytest.raises(Forbidden):
        sign_in.change_password(session, narrow, person, "", "five quite unrelated words here")
