"""The demo keeps what it promises: built by the actions people use, on both databases, at a tenth of its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actions import add_person
from app.accounts.tables import Person, Unit
from app.assignment.tables import Absence, LaneMapping
from app.ballots.queries import waiting_for
from app.cases.tables import Incident, Instance, StepEvent, Task, Timer
from app.catalog.policy import sees
from app.catalog.tables import Process, Version
from app.commands.demo import demo_command, logins
from app.correlation.tables import Subscription
from app.demo import build, organisation
from app.demo.cases import CASES, WHO
from app.demo.cast import COMMON, ORGANISATION, PASSWORD
from app.demo.marketing.people import VISITOR
from app.demo.marketing.story.plots import PLOTS
from app.demo.pages.personas import PERSONAS, Persona
from app.demo.sales import story as sales
from app.demo.sales.regions import REGIONS
from app.demo.towels.hotels import HOTELS
from app.demo.towels.story import plots as towels
from app.discussion.tables import Comment, Flag, Mention, Reaction
from app.kernel import audit
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs.tables import FAILED, Job
from app.kernel.mail import folder
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.notices.queries import unread_count
from app.notices.tables import Notice
from app.proposals.queries import needing
from app.proposals.tables import Proposal
from app.proposals.transitions import STATES
from app.rollout.tables import Acknowledgement, Concern, Rollout
from app.services.tables import ServiceAttempt
from app.taskforms.tables import FormFile
from app.tasks.queries import inbox_count
from app.web.guide import guide
from tests.app.demo.conftest import END, SCALE, application

NIGHT = (0, 1, 2, 3, 4, 5, 6, 7, 18, 19, 20, 21, 22, 23)


@pytest.fixture(autouse=True)
def _at_its_end() -> Iterator[None]:
    """Look at the demo at the moment it was built for, whatever day it is."""
    with clock.frozen(END):
        yield


def test_everybody_of_all_cases_is_there_and_can_sign_in(session: Session) -> None:
    people = list(session.scalars(select(Person)))
    assert {person.email for person in people} == {part.email for part in WHO.values()} and len(people) >= 40
    units = {ORGANISATION, *(name for case in CASES.values() for name, _, _ in case.units)}
    assert set(session.scalars(select(Unit.name))) == units and len(units) >= 6
    assert len({person.password_hash for person in people}) <= 2
    assert all(person.password_hash for person in people)


def test_processes_of_managers_with_every_lane_mapped(session: Session) -> None:
    processes = list(session.scalars(select(Process)))
    assert {p.key for p in processes} == {
        "campaign-approval", "lead-handover", "event-report", "print-order",
        "towels", *(hotel.key for hotel in HOTELS), "offers", *(region.key for region in REGIONS),
    }  # fmt: skip
    for process in processes:
        assert organisation.actor(session, _name(session, process.owner_id)).has("manager")
        lanes = set(session.scalars(select(Task.lane).where(Task.process_id == process.id)))
        mapped = set(session.scalars(select(LaneMapping.lane).where(LaneMapping.process_id == process.id)))
        assert lanes <= mapped


def test_work_was_done_in_working_hours_by_the_engine(
    session: Session, demo: tuple[Database, build.Built, Path]
) -> None:
    states = dict(session.execute(select(Instance.state, func.count()).group_by(Instance.state)).all())
    assert set(states) == {"completed", "running", "failed"}
    assert states["completed"] >= 350 * SCALE
    assert states["running"] >= 40 * SCALE
    assert (demo[1].finished, demo[1].running) == (states["completed"], states["running"])
    moments = list(session.scalars(select(StepEvent.at).where(StepEvent.event == "task_completed")))
    assert len(moments) > 400 * SCALE
    assert not [at for at in moments if at.weekday() >= 5 or at.hour in NIGHT]
    assert max(moments) <= END
    assert min(moments) < END - timedelta(days=150)


def test_every_case_has_a_whole_history(session: Session) -> None:
    events = Counter((event, case) for event, case in session.execute(select(StepEvent.event, StepEvent.instance_id)))
    for instance in session.scalars(select(Instance)):
        assert events["instance_started", instance.id] == 1
        assert events["instance_completed", instance.id] == (1 if instance.state == "completed" else 0)
    done = session.scalar(select(func.count()).select_from(Task).where(Task.state == "done"))
    assert done == sum(n for (event, _), n in events.items() if event == "task_completed")


def test_a_proposal_rests_in_every_state_that_can_rest(session: Session) -> None:
    found = {p.title: p.state for p in session.scalars(select(Proposal).where(Proposal.origin_id.is_(None)))}
    assert found == {plot.title: plot.rests for plot in (*PLOTS, *towels.PLOTS, *sales.FOUND)}
    assert set(found.values()) == set(STATES) - {"approved"}


def test_refusals_and_conflicts_say_why(session: Session) -> None:
    for proposal in session.scalars(select(Proposal).where(Proposal.state.in_(("rejected", "conflict")))):
        assert len(proposal.outcome_words) > 20


def test_live_proposals_moved_running_work(session: Session) -> None:
    of_marketing = select(Process.id).where(Process.key.in_([plot.process for plot in PLOTS]))
    rows = select(Rollout).where(Rollout.process_id.in_(of_marketing)).order_by(Rollout.created_at)
    rollouts = list(session.scalars(rows))
    assert len(rollouts) == 3
    assert {r.state for r in rollouts} == {"done"}
    assert sum(r.moved for r in rollouts) > 0
    assert sum(r.failed for r in rollouts) == 0
    first = session.get_one(Version, rollouts[0].version_id)
    later = select(func.count()).select_from(Instance).where(Instance.version_id == first.id)
    assert (session.scalar(later) or 0) > 5
    assert session.scalar(select(func.count()).select_from(Acknowledgement)) > 10


def test_people_speak_with_each_other(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Flag)) >= 40
    assert session.scalar(select(func.count()).select_from(Comment).where(Comment.reply_to.is_not(None))) >= 10
    assert session.scalar(select(func.count()).select_from(Reaction)) >= 20
    assert session.scalar(select(func.count()).select_from(Mention)) >= 3
    flags = Counter(session.scalars(select(Flag.step_id).where(Flag.kind == "low_value")))
    assert {"Print_brief", "Rekey_brief"} & {step for step, _ in flags.most_common(3)}


def test_the_visitor_finds_work_a_ballot_a_change_and_the_guide(session: Session, client: FlaskClient) -> None:
    visitor = organisation.actor(session, VISITOR)
    assert inbox_count(session, visitor) > 0
    assert waiting_for(session, visitor, END)
    assert needing(session, visitor)
    concerned = set(session.scalars(select(Concern.rollout_id).where(Concern.person_id == visitor.id)))
    assert concerned
    assert not list(session.scalars(select(Acknowledgement).where(Acknowledgement.person_id == visitor.id)))
    with client.application.test_request_context():
        steps = guide(session, visitor)
        assert not guide(session, organisation.actor(session, "Nora Lindqvist"))
    assert [step["done"] for step in steps] == [True, False, False, False, False]


def test_people_were_told_and_some_have_not_read_it_yet(session: Session) -> None:
    told = Counter(notice.read_at is not None for notice in session.scalars(select(Notice)))
    assert told[True] > 50
    assert told[False] > 10
    assert unread_count(session, organisation.actor(session, VISITOR)) in range(1, 20)


def test_cases_stand_for_every_reason_that_there_is(session: Session) -> None:
    kinds = Counter(session.scalars(select(Incident.kind)))
    assert (kinds["script"], kinds["external"]) == (3, 2)
    attempts = Counter(session.scalars(select(ServiceAttempt.outcome)))
    assert {"done", "again", "failed"} <= set(attempts)
    assert "parcels.arrived" in set(session.scalars(select(Subscription.name)))
    assert session.scalar(select(func.count()).select_from(Timer))
    assert {"image/png", "application/pdf"} == set(session.scalars(select(FormFile.type)))
    assert session.scalar(select(func.count()).select_from(Task).where(Task.state == "open", Task.due_at < END))
    assert session.scalar(select(func.count()).select_from(Task).where(Task.state == "open", Task.due_at > END))
    away = dict(session.execute(select(Absence.person_id, Absence.substitute_id).where(Absence.ends_at > END)).all())
    assert organisation.actor(session, VISITOR).id in away.values()


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.role)
def test_each_of_the_people_has_something_to_vote_on(session: Session, persona: Persona) -> None:
    assert waiting_for(session, organisation.actor(session, persona.name), END)


def test_a_partner_sees_what_is_theirs_and_nothing_else(session: Session) -> None:
    pavel = organisation.actor(session, "Pavel Papyr")
    seen = [p.key for p in session.scalars(select(Process)) if sees(pavel, p)]
    assert seen == ["print-order"]
    assert not pavel.is_internal


def test_mails_of_the_last_day_are_there_to_look_at(demo: tuple[Database, build.Built, Path]) -> None:
    found = [message for _, message in folder.kept(demo[2])]
    assert 5 < len(found) <= folder.KEPT
    assert all(message.get_body(("plain",)) and message.get_body(("html",)) for message in found)


def test_nothing_is_left_to_do_and_the_ledger_holds(session: Session) -> None:
    assert not list(session.scalars(select(Job).where(Job.state == FAILED)))
    assert not [job.task for job in session.scalars(select(Job)) if job.run_at <= END and job.state != FAILED]
    assert not audit.verify(session)
    assert build.state_of(session) == "demo"


def test_a_manager_has_something_to_sign(session: Session) -> None:
    assert needing(session, organisation.actor(session, "Nora Lindqvist"))


@pytest.mark.databases("sqlite")
def test_the_same_end_gives_the_same_story(
    demo: tuple[Database, build.Built, Path], database: Database, tmp_path: Path
) -> None:
    application(database, tmp_path)
    assert build.build(database, END, scale=SCALE) == demo[1]


@pytest.mark.databases("sqlite")
def test_the_command_fills_once_and_says_so(tmp_path: Path) -> None:
    call = ["--data", str(tmp_path / "demo"), "--no-serve", "--scale", "0.05", "--only", "marketing"]
    first = CliRunner().invoke(demo_command, call, catch_exceptions=False)
    assert first.exit_code == 0, first.output
    assert "100 %" in first.output
    assert WHO[VISITOR].email in first.output
    database = Database(f"sqlite:///{tmp_path / 'demo' / 'stepwell.db'}")
    with unit_of_work(database, readonly=True) as session:
        there = {part.email for part in (*COMMON, *CASES["marketing"].cast)}
        assert set(session.scalars(select(Person.email))) == there
    database.close()
    again = CliRunner().invoke(demo_command, call, catch_exceptions=False)
    assert again.exit_code == 0
    assert "already" in again.output


@pytest.mark.databases("sqlite", "postgresql")
def test_another_organisation_is_left_alone(database: Database, tmp_path: Path) -> None:
    with unit_of_work(database) as session:
        assert build.state_of(session) == "empty"
        add_person(session, SYSTEM, "somebody@elsewhere.example", "Somebody Else", "admin")
        assert build.state_of(session) == "other"
        add_person(session, SYSTEM, WHO["Ada Winter"].email, "Ada Winter", "admin")
        assert build.state_of(session) == "unfinished"


def test_the_logins_are_told() -> None:
    said = logins("http://127.0.0.1:1/")
    assert PASSWORD in said
    assert all(WHO[name].email in said for case in CASES.values() for name in (*case.logins, "Ada Winter"))


def test_the_cases_are_listed_and_one_can_be_built_alone(tmp_path: Path) -> None:
    listed = CliRunner().invoke(demo_command, ["--list"]).output.splitlines()
    assert [line.split("  ", 1)[0] for line in listed] == list(CASES)
    assert all(len(line.split("  ", 1)[1].strip()) > 10 for line in listed)
    refused = CliRunner().invoke(demo_command, ["--only", "nothing", "--data", str(tmp_path)])
    assert refused.exit_code == 2 and all(key in refused.output for key in CASES)


def _name(session: Session, person_id: str) -> str:
    return session.get_one(Person, person_id).name
