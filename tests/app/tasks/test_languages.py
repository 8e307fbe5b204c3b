"""Work in the language of who reads: pages, errors, what the database says, what stays in the history of a case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, case, literal, select, update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.accounts import uses
from app.accounts.tables import PeopleGroup
from app.assignment import actions as assignment_actions
from app.cases import actions as case_actions
from app.cases.tables import StepEvent
from app.kernel.audit import words as audit_words
from app.kernel.audit.tables import AuditEntry
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import _
from app.kernel.i18n.in_sql import saying
from app.kernel.i18n.languages import speaking
from app.kernel.i18n.stored import Said
from app.kernel.times import clock
from app.tasks import actions
from app.tasks.recorded import ACTS, THINGS
from processes.messages import Message
from tests.factories import accounts, catalog, models
from tests.factories.work import the_task


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    """Ann does A and B of a process of Bo, in the lane Office; she is away, and Ben stands in."""
    ann, boss, ben = (accounts.person(session, *who) for who in (("Ann",), ("Bo", "manager"), ("Ben",)))
    actor, chief = people.actor_for(session, ann), people.actor_for(session, boss)
    process = catalog.process(session, chief, models.lanes({"Office": ["A", "B"]}), key="post", title="Post")
    case = case_actions.start(session, actor, process, {})
    now = clock.now()
    assignment_actions.be_away(session, people.actor_for(session, ann), ben.id, now, now + timedelta(days=3))
    found = {
        "task": the_task(session, case).id, "ann": accounts.bearer(session, ann), "ben": ben.id,
        "boss": accounts.bearer(session, boss), "page": accounts.signed_in(app, session, ann),
        "boss_page": accounts.signed_in(app, session, boss), "process": process, "chief": chief,
    }  # fmt: skip
    session.commit()
    return found


def asked(page: FlaskClient, path: str, language: str) -> str:
    answer = page.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_inbox_and_a_task_are_german_for_who_asks_for_german(world: dict[str, Any]) -> None:
    inbox = asked(world["page"], "/work", "de")
    for words in ("Ohne Frist", "Wartet seit", "Von Ihnen übernommen", "Zurückgeben"):
        assert words in inbox, words
    task = asked(world["page"], f"/tasks/{world['task']}", "de")
    for words in ("Aufgabe abschließen", "Aufgabe weitergeben", "Zu diesem Schritt", ", Version 1. Es geht um "):
        assert words in task, words
    away = asked(world["page"], "/me/absences", "de")
    assert "Wann Sie abwesend sind" in away and "Ich bin wieder da" in away
    done = world["page"].post(
        "/work/many", data={**accounts.CSRF, "act": "claim", "task": [world["task"]]},
        headers={"Accept-Language": "de"}, follow_redirects=True,
    )  # fmt: skip
    assert "1 Aufgabe übernommen." in done.text


def test_errors_for_programs_are_german_too(app: StepwellApp, world: dict[str, Any]) -> None:
    german = {"Accept-Language": "de"}
    due = app.test_client().put(
        f"/api/v1/tasks/{world['task']}/due", json={"due": "x"}, headers=world["boss"] | german
    ).json  # fmt: skip
    assert due["errors"]["due"].startswith("Schreiben Sie ein Datum wie 2026-12-31")
    assert due["detail"] == f"Erwartet wurde eine Zeitangabe, aber das ist keine. {due['errors']['due']}"
    rules = {"rules": [{"step": "A", "due": "P2D", "reminders": 99}]}
    wrong = app.test_client().put("/api/v1/processes/post/sharing", json=rules, headers=world["boss"] | german).json
    assert wrong["errors"] == {"rules": "Wählen Sie höchstens 10 Erinnerungen."}


@pytest.mark.parametrize(
    "path",
    ["/me/absences", "/processes/post/sharing", "/processes/post/sharing/edit?step=A",
     "/processes/post/lanes/edit?lane=Office"],
)  # fmt: skip
def test_nothing_of_these_pages_is_outside_of_the_catalogue(world: dict[str, Any], path: str) -> None:
    page = asked(world["boss_page"], path, "en-XA")
    main = page[page.index('id="main"') :].partition("</main>")[0]
    main = re.sub(r"<(script|style|svg|option|template).*?</\1>|Post|Office|Ann|Ben", "", main, flags=re.DOTALL)
    texts = {text.strip() for text in re.findall(r">\s*([^<>]*[A-Za-z]{3}[^<>]*)<", main) if "⟦" not in text}
    said = set(re.findall(r'(?:aria-label|placeholder|title)="([^"⟦]*[A-Za-z]{3}[^"⟦]*)"', main))
    assert texts | said == set()


def test_the_database_says_where_a_group_is_named(session: Session, world: dict[str, Any]) -> None:
    group = PeopleGroup(name="Night “shift”")
    session.add(group)
    session.flush()
    assignment_actions.map_lanes(session, world["chief"], world["process"], [{"lane": "Office", "group_id": group.id}])
    assignment_actions.share_work(
        session, world["chief"], world["process"], [{"step": "A", "assign": "group", "to": group.id}]
    )  # fmt: skip
    named = uses.of_group(session, world["chief"], group.id)
    assert named == "a rule for the work of “Post” and the lane “Office” of “Post”"
    with speaking("de"):
        assert str(named) == "eine Regel für die Arbeit von „Post“ und die Bahn „Office“ von „Post“"


@pytest.mark.parametrize("text", ["Office", "", 'a "b" \\ c', "ä\n“x”\t🙂", "{lane} – {process}", "\x1f"])
def test_what_stands_in_columns_is_in_its_place(session: Session, text: str) -> None:
    inner = saying(_("the step “{name}”"), name=literal(text, Text))
    whole = saying(_("{step} of “{process}”"), step=inner, process=literal(text, Text))
    (said,) = session.execute(select(case((literal(1) == 1, whole), else_=""))).one()
    assert isinstance(said, Message) and said == f"the step “{text}” of “{text}”"
    with speaking("de"):
        assert str(said) == f"der Schritt „{text}“ von „{text}“"
    assert session.scalar(select(saying(_("the step “{name}”"), name=literal(None, Said)))) == "the step “”"


def test_to_whom_a_task_went_is_read_in_each_language(session: Session, world: dict[str, Any]) -> None:
    page = world["page"]
    given = {**accounts.CSRF, "person": world["ben"], "note": "Please"}
    page.post(f"/tasks/{world['task']}/delegate", data=given, headers={"Accept-Language": "de"})
    assert session.scalars(select(StepEvent.detail).where(StepEvent.event == "task_delegated")).all() == [
        "to Ben: Please"
    ]
    english, german = (asked(page, f"/tasks/{world['task']}", language) for language in ("en", "de"))
    assert "You handed this task to Ben." in english and "to Ben: Please" in english
    assert "Sie haben diese Aufgabe an Ben weitergegeben." in german and "an Ben: Please" in german
    session.execute(update(StepEvent.__table__).values(detail="to Ben, as it was kept before"))
    session.commit()
    assert "to Ben, as it was kept before" in asked(page, f"/tasks/{world['task']}", "de")


def test_the_audit_log_says_in_english_that_there_is_no_limit(session: Session, world: dict[str, Any]) -> None:
    chief = people.actor_for(session, world["chief"].id)
    actions.set_due(session, chief, world["task"], "2027-01-31")
    with speaking("de"):
        actions.set_due(session, chief, world["task"], None)
    kept = select(AuditEntry).where(AuditEntry.kind == "task.due_set").order_by(AuditEntry.seq.desc()).limit(1)
    (entry,) = session.scalars(kept).all()
    assert entry.body == {"to": "no time limit"}, "programs read the log"
    for language, words in (("en", "no time limit"), ("de", "keine Frist")):
        with speaking(language):
            ((*_parts, last),) = audit_words.tell(session, [entry], audit_words.Vocabulary(ACTS, THINGS))
        assert str(last).endswith(f": {words}")
