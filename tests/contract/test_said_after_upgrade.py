"""What an earlier release kept in its own words is read and found after an upgrade; going back, all is plain again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from alembic import command
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.ballots.tables import Ballot
from app.cases.actions import start
from app.cases.tables import Incident, StepEvent, Task
from app.catalog.tables import Version, VersionStep
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.i18n import Message, _, languages
from app.kernel.times import clock
from app.notices.actions import News, tell
from app.notices.tables import Notice
from app.proposals import queries
from app.proposals.tables import Proposal, ProposalEvent, ProposalRevision
from app.rollout.actions.start_rollout import Release, begin
from app.rollout.tables import Verdict
from app.services.tables import ServiceAttempt
from app.tasks.actions import complete
from processes.model import parse
from tests.factories import accounts, catalog, models
from tests.factories.proposals import voting, world

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
BEFORE = "0021"
NAMELESS = models.bpmn(
    f'<startEvent id="begin"/>{models.task("Check", id="A")}<userTask id="B"/><endEvent id="done"/>'
    + models.chain("begin", "A", "B", "done")
)
WAYS = models.bpmn(
    f'<startEvent id="begin"/>{models.task("Check", id="A")}<exclusiveGateway id="split"/><userTask id="B"/>'
    '<userTask id="C"/><endEvent id="done"/>'
    + models.chain("begin", "A", "split", "B", "done")
    + models.chain("split", "C", "done")
)
AFTER_CHECK = parse(NAMELESS).graph.label("B")
CALLED = select(VersionStep.called).where(VersionStep.step_id == "B")
WORDS = _("Take out {step} and what comes of it", step="“Print form”")


def _taken_back(database: Database) -> None:
    config = schema._config()
    with schema._migrating(database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)


def test_titles_are_plain_before_and_found_after(database: Database, unit: Unit) -> None:
    with unit() as session:
        place = world(session)
        proposal = voting(session, place)
        revision = queries.revision(session, proposal)
        line = session.scalars(select(ProposalEvent).where(ProposalEvent.proposal_id == proposal.id)).first()
        ballot = session.scalars(select(Ballot)).one()
        assert line is not None
        for row in (proposal, revision):
            row.title = row.sentence = WORDS
        line.words = ballot.question = WORDS
        revision.words = [WORDS]
        session.flush()
        assert queries.listed(session, place.manager, queries.Filter(q="out “print")).items == [proposal]
        kept = (proposal.id, line.id)
    _taken_back(database)
    with database.engine.connect() as connection:
        for column in ("proposal.title", "proposal.sentence", "proposal_revision.title", "ballot.question"):
            table = column.partition(".")[0]
            assert connection.scalar(text(f"SELECT {column} FROM {table}")) == str(WORDS), column
        said = connection.scalar(text("SELECT words FROM proposal_event WHERE id = :id"), {"id": kept[1]})
        assert said == str(WORDS)
        assert connection.scalar(text("SELECT words FROM proposal_revision")) == f'["{WORDS}"]'
    schema.upgrade(database)
    with unit() as session:
        proposal = session.get_one(Proposal, kept[0])
        assert proposal.title == proposal.sentence == WORDS and not isinstance(proposal.title, Message)
        assert session.get_one(ProposalRevision, (kept[0], 1)).words == [WORDS] and proposal.language is None
        assert queries.listed(session, place.manager, queries.Filter(q="out “print")).items == [proposal]


def test_notices_are_plain_before(database: Database, unit: Unit) -> None:
    with unit() as session:
        place = world(session)
        tell(session, News("test", WORDS, "/x", "test:1"), [place.owner.id])
    _taken_back(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT words FROM notice WHERE kind = 'test'")) == str(WORDS)
    schema.upgrade(database)
    with unit() as session:
        said = session.scalars(select(Notice.words).where(Notice.kind == "test")).one()
        assert said == WORDS and not isinstance(said, Message)


def test_what_was_said_of_versions_and_cases_is_plain_before(database: Database, unit: Unit) -> None:
    found = [{"code": "X", "element": "A", "text": WORDS}]
    with unit() as session:
        place = world(session)
        version = session.scalars(select(Version)).one()
        version.sentence = version.why = version.note = WORDS
        version.assumptions = found
        case = start(session, place.workers[0], place.process, {})
        rollout = begin(session, place.owner, place.process, Release(version, version, True))
        session.add(
            Verdict(
                rollout_id=rollout.id, instance_id=case.id, verdict="stayed", words=WORDS, from_version_id=version.id,
                at=clock.now(),
            )
        )  # fmt: skip
    _taken_back(database)
    with database.engine.connect() as connection:
        for column in ("version.sentence", "version.why", "version.note", "verdict.words"):
            table = column.partition(".")[0]
            assert connection.scalar(text(f"SELECT {column} FROM {table}")) == str(WORDS), column
        kept = connection.scalar(text("SELECT assumptions FROM version"))
        assert kept == f'[{{"code":"X","element":"A","text":"{WORDS}"}}]'
    schema.upgrade(database)
    with unit() as session:
        version = session.scalars(select(Version)).one()
        assert version.sentence == version.note == WORDS and not isinstance(version.sentence, Message)
        assert version.assumptions == found and version.language is None
        assert session.scalars(select(Verdict)).one().words == WORDS


def test_what_happened_in_cases_is_plain_before(database: Database, unit: Unit) -> None:
    with unit() as session:
        place = world(session)
        case = start(session, place.workers[0], place.process, {})
        at = {"instance_id": case.id, "task_id": "t", "step_id": "A", "step_name": "A", "words": WORDS}
        session.add(ServiceAttempt(**at, kind="http", number=1, at=clock.now(), outcome="failed"))
        session.add(Incident(**at, process_id=place.process.id, kind="http", opened_at=clock.now()))
        case_id, events = case.id, (StepEvent.instance_id == case.id)
        session.execute(update(StepEvent).where(events).values(detail=WORDS))
    _taken_back(database)
    with database.engine.connect() as connection:
        for column in ("step_event.detail", "incident.words", "service_attempt.words"):
            kept = set(connection.scalars(text(f"SELECT {column} FROM {column.partition('.')[0]}")))
            assert kept == {str(WORDS)}, column
    schema.upgrade(database)
    with unit() as session:
        said = [*session.scalars(select(StepEvent.detail).where(StepEvent.instance_id == case_id))]
        said += [session.scalars(select(table.words)).one() for table in (Incident, ServiceAttempt)]
        assert set(said) == {WORDS} and not any(isinstance(one, Message) for one in said)


def test_steps_without_a_name_are_called_in_english_before_and_in_every_language_after(
    database: Database, unit: Unit
) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        process = catalog.process(session, manager, NAMELESS, mode="executable")
        case = start(session, manager, process, {})
        at = {"instance_id": case.id, "task_id": "t", "step_id": "B", "step_name": AFTER_CHECK, "words": ""}
        session.add(ServiceAttempt(**at, kind="http", number=1, at=clock.now(), outcome="failed"))
        session.add(Incident(**at, process_id=process.id, kind="http", opened_at=clock.now()))
        session.execute(update(StepEvent).where(StepEvent.step_id == "A").values(step_id="B", step_name=AFTER_CHECK))
        session.execute(update(Task).values(step_id="B", step_name=AFTER_CHECK))
        assert isinstance(session.scalars(CALLED).one(), Message)
    _taken_back(database)
    tables = ("step_event", "incident", "service_attempt", "task")
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT called FROM version_step WHERE step_id = 'B'")) == str(AFTER_CHECK)
        for table in tables:
            kept = set(connection.scalars(text(f"SELECT step_name FROM {table} WHERE step_id = 'B'")))
            assert kept == {str(AFTER_CHECK)}, table
    schema.upgrade(database)
    with unit() as session, languages.speaking("de"):
        said = [*session.scalars(CALLED)]
        for table in (StepEvent, Incident, ServiceAttempt, Task):
            said += session.scalars(select(table.step_name).where(table.step_id == "B")).all()
        assert len(said) >= 5 and {str(one) for one in said} == {"Schritt nach „Check“"}


def test_what_the_ways_of_an_open_choice_are_called_is_plain_before(database: Database, unit: Unit) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        case = start(session, manager, catalog.process(session, manager, WAYS), {})
        complete(session, manager, session.scalars(select(Task.id).where(Task.instance_id == case.id)).one(), {})
    asked = select(Task.form).where(Task.kind == "choice", Task.state == "open")
    with unit() as session:
        packed = session.scalars(asked).one()["properties"]["choice"]["x-labels"]
        assert all(isinstance(words, dict) for words in packed.values())
    _taken_back(database)
    with database.engine.connect() as connection:
        form = connection.scalar(text("SELECT form FROM task WHERE kind = 'choice' AND state = 'open'"))
    labels = json.loads(form)["properties"]["choice"]["x-labels"]
    assert len(labels) == len(packed) == 2 and all(isinstance(words, str) and words for words in labels.values())
    schema.upgrade(database)
    with unit() as session:
        assert session.scalars(asked).one()["properties"]["choice"]["x-labels"] == labels
