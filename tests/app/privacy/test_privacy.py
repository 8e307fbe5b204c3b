"""What is kept of a person can be taken away by them; their name can go, and nothing else that counts."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import String, cast, func, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.accounts import actions, queries
from app.accounts.tables import NAMELESS, Person
from app.ballots import queries as ballots
from app.cases import actions as case_actions
from app.cases.tables import Task
from app.cli import stepwell
from app.discussion import actions as discussion
from app.kernel import audit
from app.kernel.audit import AuditEntry
from app.kernel.db.database import Base, Database
from app.kernel.errors import Conflict, Forbidden
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.notices.tables import Notice
from app.privacy import actions as privacy
from app.privacy import personal_data
from app.privacy.export import archive
from app.proposals import actions as proposals
from app.sign_in import actions as sign_in
from app.sign_in.tables import ApiToken, WebSession
from app.tasks import actions as task_actions
from tests.factories import accounts
from tests.factories import proposals as made
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
WORDS = "I would leave this out"


@pytest.fixture
def ada(session: Session) -> Actor:
    return accounts.actor(session, "Ada Admin", "admin")


@pytest.fixture
def world(session: Session) -> made.World:
    return made.world(session)


@pytest.fixture
def nora(session: Session, world: made.World) -> Person:
    """Somebody who commented, voted, did a task, has a session, a token and notices, and is named by others."""
    nora = session.get_one(Person, world.workers[0].id)
    nora.name, nora.handle = "Nora “The Fixer” Berg", "nora.berg"
    session.flush()
    who, other = queries.actor_for(session, nora), world.workers[1]
    discussion.add_comment(session, who, world.process, WORDS, step_id=None)
    discussion.add_comment(session, other, world.process, "Ask @nora.berg, not @nora.bergman.", step_id=None)
    proposal = made.voting(session, world)
    proposals.vote(session, who, made.find(session, who, proposal), {"choice": "yes"}, "as I said")
    case_actions.start(session, who, world.process, {})
    session.flush()
    task = session.scalars(select(Task).where(Task.state == "open")).first()
    assert task is not None
    task_actions.assign(session, world.owner, task.id, nora.id)
    task_actions.complete(session, who, task.id)
    accounts.token(session, nora)
    sign_in.start_session(session, nora)
    session.flush()
    return nora


def opened(content: bytes) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name[:-5]: json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".json")}


def everywhere(session: Session, word: str) -> list[str]:
    """Give the columns of the whole database in which a word stands."""
    session.flush()
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if session.scalar(select(func.count()).where(cast(column, String).icontains(word, autoescape=True)))
    ]


def test_the_export_holds_what_a_person_wrote_and_did(session: Session, nora: Person) -> None:
    with archive.export_person(session, queries.actor_for(session, nora), nora) as file:
        content = file.read()
    found = opened(content)
    assert [one["text"] for one in found["comments"]] == [WORDS]
    assert [(one["choice"], one["reason"]) for one in found["votes"] + found["hidden_votes"]] == [("yes", "as I said")]
    assert len(found["tasks"]) == 1 and found["profile"][0]["email"] == nora.email and found["audit"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert WORDS in packed.read("comments.html").decode()
        index = packed.read("index.html").decode()
    assert "Comments you wrote</a>: 1" in index and "“The Fixer”" in index


def test_lists_are_cut_where_they_are_endless(session: Session, nora: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ROWS", 2)
    with archive.export_person(session, queries.actor_for(session, nora), nora) as file:
        content = file.read()
    assert len(opened(content)["audit"]) == 2
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "there are more" in packed.read("index.html").decode()


def test_administrators_export_others_but_not_what_is_theirs_alone(
    session: Session, ada: Actor, nora: Person, world: made.World
) -> None:
    with pytest.raises(Forbidden):
        archive.export_person(session, world.owner, nora)
    with archive.export_person(session, ada, nora) as file:
        found = opened(file.read())
    assert found["comments"] and not {"drafts", "hidden_votes", "notices"} & set(found)


def test_name_and_address_go_and_what_counts_stays(
    session: Session, ada: Actor, nora: Person, world: made.World
) -> None:
    name, email = nora.name, nora.email
    ballot = ballots.current(session, session.scalars(text("select subject from ballot")).one())
    assert ballot is not None and everywhere(session, email)
    receipts = [audit.receipt(session, entry) for entry in session.scalars(select(AuditEntry))]
    gone = privacy.anonymise(session, ada, nora)
    session.flush()
    session.expire_all()
    assert gone["tokens"] == 1 and gone["entries of the audit log"] >= 1
    for word in (email, name, "@nora.berg,"):
        assert everywhere(session, word) == [], word
    assert "@nora.bergman" in session.scalars(text("select text from comment where text like 'Ask%'")).one()
    assert audit.verify(session) == [] and not any(audit.contradiction(session, one) for one in receipts)
    assert ballots.count(session, ballot).yes == 1
    assert session.scalars(select(Task.closed_by).where(Task.state == "done")).all() == [nora.id]
    for table in (WebSession, ApiToken, Notice):
        assert session.scalar(select(func.count()).where(table.person_id == nora.id)) == 0
    assert nora.name == NAMELESS and not nora.active
    with pytest.raises(Conflict):
        actions.reactivate(session, ada, nora)


def test_a_redacted_entry_that_is_changed_again_is_found(session: Session, ada: Actor, nora: Person) -> None:
    privacy.anonymise(session, ada, nora)
    session.flush()
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.kind == "person.added", AuditEntry.subject == f"person:{nora.id}")
    ).one()
    seq, body = entry.seq, {**entry.body, "name": "Somebody else"}
    audit.remove_triggers(session.connection())
    session.execute(AuditEntry.__table__.update().where(AuditEntry.seq == seq).values(body=body))
    audit.install_triggers(session.connection())
    assert [(one.seq, one.code) for one in audit.verify(session)] == [(seq, "CHANGED")]


def test_the_last_administrator_keeps_their_name(session: Session, ada: Actor) -> None:
    with pytest.raises(Conflict):
        privacy.anonymise(session, ada, session.get_one(Person, ada.id))


def test_by_page_and_program(session: Session, app: StepwellApp, nora: Person, world: made.World) -> None:
    admin = accounts.person(session, "Zoe Admin", "admin")
    page, own = accounts.signed_in(app, session, admin), accounts.signed_in(app, session, nora)
    keys, nora_id, email = accounts.bearer(session, admin), nora.id, nora.email
    worker = accounts.bearer(session, session.get_one(Person, world.workers[1].id))
    session.commit()
    program = app.test_client()
    assert opened(own.post("/me/export", data=accounts.CSRF).data)["comments"]
    assert opened(page.post(f"/admin/people/{nora_id}/export", data=accounts.CSRF).data)["comments"]
    assert opened(program.post(f"/api/v1/people/{nora_id}/export", headers=keys).data)["comments"]
    for path in ("export", "anonymise"):
        assert program.post(f"/api/v1/people/{nora_id}/{path}", headers=worker).status_code == 403
    asked = page.get(f"/admin/people/{nora_id}/anonymise").text
    assert "Tokens: " in asked
    where = f"/admin/people/{nora_id}/anonymise"
    assert page.post(where, data={**accounts.CSRF, "email": "wrong@example.org"}).status_code == 422
    assert page.post(where, data={**accounts.CSRF, "email": email}).status_code == 303
    assert NAMELESS in page.get(f"/people/{nora_id}").text
    assert "Eine ausgeschiedene Person" in page.get(f"/people/{nora_id}", headers={"Accept-Language": "de"}).text
    assert own.get("/me").status_code in (302, 303, 401)
    assert program.post(f"/api/v1/people/{nora_id}/anonymise", headers=keys).status_code == 200


def test_an_export_is_noted_and_keeps_nobody_from_writing_but_for_that(
    session: Session, app: StepwellApp, nora: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, nora_id = accounts.signed_in(app, session, nora), nora.id
    session.commit()
    free: list[bool] = []
    write = archive._write

    def watched(reading: Session, *rest: object) -> tuple[int, bool]:
        free.append(not database.write_lock.locked())
        return write(reading, *rest)

    monkeypatch.setattr(archive, "_write", watched)
    assert own.post("/me/export", data=accounts.CSRF).status_code == 200
    assert free and all(free)
    session.expire_all()
    noted = session.scalars(select(AuditEntry.actor_id).where(AuditEntry.kind == "person.exported")).all()
    assert noted == [nora_id]


def test_each_list_is_read_once(session: Session, nora: Person, database: Database) -> None:
    sections, me = len(personal_data.sections()) + 1, queries.actor_for(session, nora)
    with count_statements(database) as seen, archive.export_person(session, me, nora):
        pass
    assert len([one for one in seen.statements if one.startswith("SELECT")]) == sections


def test_exports_are_limited(session: Session, settings: Settings, database: Database, nora: Person) -> None:
    headers, path = accounts.bearer(session, nora), f"/api/v1/people/{nora.id}/export"
    session.commit()
    client = create_app(replace(settings, rate_limits=True), database).test_client()
    assert [client.post(path, headers=headers).status_code for _ in range(7)] == [200] * 6 + [429]


def test_by_command(
    session: Session, nora: Person, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = nora.email
    session.commit()
    write = archive._write

    def meanwhile(*given: Any) -> tuple[int, bool]:
        """Somebody else writes while the command reads."""
        accounts.person(session)
        session.commit()
        return write(*given)

    monkeypatch.setattr(archive, "_write", meanwhile)
    command = CliRunner(env={"STEPWELL_DATABASE_URL": settings.database_url, "STEPWELL_DATA": str(settings.data)})
    to = tmp_path / "nora.zip"
    done = command.invoke(stepwell, ["person", "export", email, "--to", str(to)])
    assert done.exit_code == 0 and opened(to.read_bytes())["comments"], done.output
    done = command.invoke(stepwell, ["person", "anonymise", email, "--yes"])
    assert done.exit_code == 0 and "nobody's name here" in done.output, done.output
    session.expire_all()
    assert session.scalar(select(Person.id).where(Person.email == email)) is None


def test_earlier_names_go_too_and_words_of_the_language_stay(session: Session, ada: Actor, world: made.World) -> None:
    nora = accounts.person(session, "Nora Smith")
    old = nora.email
    actions.edit_person(session, ada, nora, name="Nora Berg", email="berg@example.org", handle="nberg")
    will = accounts.person(session, "Will")
    place = discussion.add_comment(session, world.owner, world.process, "It will be faster. Will Nora Smith like it?")
    said = {"sentence": "Take out “Ask Nora Smith”.", "by": "Nora Smith"}
    audit.record(session, ada, "proposal.signed", Subject.of("proposal", "1"), said)
    for person in (nora, will):
        privacy.anonymise(session, ada, person)
    session.flush()
    session.expire_all()
    assert place.text == f"It will be faster. Will {NAMELESS} like it?"
    assert everywhere(session, old) == [] and everywhere(session, "berg@example.org") == []
    assert everywhere(session, "Nora Smith") == ["audit_entry.body"], "what was signed stays, and nothing else"
    signed = session.scalars(select(AuditEntry.body).where(AuditEntry.kind == "proposal.signed")).one()
    assert signed == {"sentence": "Take out “Ask Nora Smith”.", "by": NAMELESS}
    added = session.scalars(
        select(AuditEntry.body).where(AuditEntry.subject == f"person:{will.id}", AuditEntry.kind == "person.added")
    ).one()
    assert "Will" not in added.values()
    assert audit.verify(session) == []


def test_an_address_that_stays_keeps_what_the_mail_server_said_of_it(session: Session, ada: Actor) -> None:
    nora = accounts.person(session, "Nora Smith")
    nora.mail_refused_at = clock.now()
    actions.edit_person(session, ada, nora, name="Nora Berg", email=nora.email)
    assert nora.mail_refused_at is not None
    actions.edit_person(session, ada, nora, email="other@example.org")
    assert nora.mail_refused_at is None
