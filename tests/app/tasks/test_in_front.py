"""The case in front of me: what is known of it, by whom, and its way."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from app.accounts import queries as people
from app.accounts.tables import Person
from app.cases import actions as cases
from app.cases.policy import Cases
from app.cases.queries import instance, open_tasks
from app.taskforms.queries import known
from app.tasks import actions
from app.tasks.pages import task as page_of_task
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

ASKED = {
    "Brief": (
        '<camunda:formField id="budget" label="Budget in EUR" type="long"/>'
        '<camunda:formField id="site" label="Link to the site" type="string"/>'
        '<camunda:formField id="urgent" label="Is it urgent?" type="boolean"/>'
        '<camunda:formField id="until" label="Wanted until" type="date"/>'
    ),
    "Decide": '<camunda:formField id="budget" label="Budget in EUR" type="long"/>',
    "Book": "",
}


def _model() -> bytes:
    fields_of = '<camunda:formData xmlns:camunda="http://camunda.org/schema/1.0/bpmn">{}</camunda:formData>'
    form = f"<extensionElements>{fields_of}</extensionElements>"
    tasks = "".join(models.task(name, inside=form.format(fields) if fields else "") for name, fields in ASKED.items())
    ends = '<startEvent id="begin"/><endEvent id="done"/>'
    return models.bpmn(ends + tasks + models.chain("begin", *ASKED, "done"))


@pytest.fixture
def room(app, unit):
    """A case of three steps: Wilma wrote the brief, and decides next."""
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        process = catalog.process(session, owner, _model(), key="campaign", title="Campaign")
        wilma = accounts.person(session, "Wilma Worker")
        me = people.actor_for(session, wilma)
        case = cases.start(session, owner, process, {"imported_from": "crm", "rows": [{"part": "Lid"}]}, "Acme")
        (task,) = open_tasks(session, case.id)
        entered = {"budget": 12500, "site": "https://acme.example/a", "urgent": True, "until": "2026-03-04"}
        actions.complete(session, me, task.id, entered)
        (task,) = open_tasks(session, case.id)
        return SimpleNamespace(
            id=wilma.id, task=task.id, case=case.id, name=me.name, me=me,
            wilma=accounts.signed_in(app, session, wilma),
        )  # fmt: skip


def _known(page: str) -> str:
    return re.sub(r"\s+", " ", page.partition('id="known"')[2].partition('<div class="do"')[0])


def test_what_is_known_stands_by_step_and_who_entered_it_in_words(room) -> None:
    page = room.wilma.get(f"/tasks/{room.task}").text
    known = _known(page)
    by = known.partition("<h3>Brief</h3>")[2]
    assert room.name in by
    assert '<a href="https://acme.example/a"' in by
    assert '<dt>Is it urgent?</dt><dd dir="auto">Yes</dd>' in by
    assert "4 March 2026" in by
    quiet = known.partition("<summary>What nobody typed in")[2]
    assert '<dt>Imported from</dt><dd dir="auto">crm</dd>' in quiet and "Lid" in quiet
    assert "Budget" not in known, "the form asks for it just now"


def test_the_page_of_a_case_says_who_entered_what(room) -> None:
    page = room.wilma.get(f"/instances/{room.case}").text
    data = page.partition('id="data"')[2].partition('id="history"')[0]
    brief = data.partition("<h3>Brief</h3>")[2].partition("</section>")[0]
    assert room.name in brief and "<dt>Budget</dt>" in brief and "12,500" in brief
    assert '<dt>Imported from</dt><dd dir="auto">crm</dd>' in data.partition("What nobody typed in")[2]


def test_what_a_case_knows_takes_three_statements_however_many_entered_it(room, unit, database) -> None:
    with unit() as session:
        actions.complete(session, room.me, room.task, {"budget": 9000})
    with unit() as session:
        case = instance(session, room.me, room.case)
        known(session, room.me, case)
        session.expunge_all()
        case = instance(session, room.me, room.case)
        with count_statements(database) as counted:
            assert len(known(session, room.me, case)) == 3
    assert len(counted) <= 3, str(counted)


def test_the_same_in_german_and_money_once_it_is_not_asked_for(room, unit) -> None:
    with unit() as session:
        actions.complete(session, room.me, room.task, {"budget": 9000})
        (task,) = open_tasks(session, room.case)
        session.execute(update(Person).where(Person.id == room.id).values(language="de"))
    known = _known(room.wilma.get(f"/tasks/{task.id}").text)
    decided = known.partition("<h3>Decide</h3>")[2]
    assert "<dt>Budget</dt>" in decided and "9.000,00 €" in decided
    assert "Budget" not in known.partition("<h3>Decide</h3>")[0]
    assert "Ja" in known and "4. März 2026" in known


def test_the_way_says_where_one_is(room) -> None:
    page = room.wilma.get(f"/tasks/{room.task}").text
    way = re.sub(r"\s+", " ", page.partition('<nav class="way"')[2].partition("</nav>")[0])
    assert "<b>Step 2 of 3</b>" in way
    assert re.findall(r'<li class="(\w+)"[^>]*>(\w+)', way) == [
        ("done", "Brief"),
        ("here", "Decide"),
        ("ahead", "Book"),
    ]
    assert way.count('aria-current="step"') == 1


def test_who_does_not_see_the_case_finds_only_the_task(room, monkeypatch) -> None:
    real = page_of_task.allows
    monkeypatch.setattr(page_of_task, "allows", lambda actor, may, what: may != Cases.VIEW and real(actor, may, what))
    page = room.wilma.get(f"/tasks/{room.task}").text
    assert 'id="known"' not in page and 'class="way"' not in page and "acme.example" not in page
    done = f"/tasks/{room.task}/complete"
    room.wilma.post(done, data={**accounts.CSRF, "budget": "9000"})
    late = room.wilma.post(done, data={**accounts.CSRF, "budget": "9000"})
    assert (late.status_code, late.location) == (303, f"/tasks/{room.task}")
