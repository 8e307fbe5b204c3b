"""What people answer for is listed when they leave, and goes on with somebody else, by page, program and command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions
from app.accounts.tables import NAMELESS, Person, RoleGrant
from app.assignment import actions as assignment_actions
from app.assignment.tables import Absence, LaneMapping
from app.cases import actions as case_actions
from app.cases.tables import Task
from app.catalog.tables import Process
from app.cli import stepwell
from app.kernel import audit
from app.kernel.db.database import Database
from app.kernel.errors import Forbidden, Invalid
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.privacy import actions as privacy
from app.privacy import belongings
from app.proposals.tables import Proposal, ProposalEvent
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.factories import proposals as made
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


@pytest.fixture
def boss(session: Session) -> Actor:
    return accounts.actor(session, "Bo Boss", "manager")


@pytest.fixture
def heir(session: Session) -> Actor:
    return accounts.actor(session, "Hei Heir", "manager")


@pytest.fixture
def ada(session: Session) -> Actor:
    return accounts.actor(session, "Ada Admin", "admin")


@pytest.fixture
def ann(session: Session) -> Actor:
    return accounts.actor(session, "Ann")


@pytest.fixture
def estate(session: Session, boss: Actor, ann: Actor) -> Process:
    """Bo owns a process, is named by a rule and a lane, has a task and a proposal, and stands in for Ann."""
    process = catalog.process(session, boss, models.linear("A", "B", "C"))
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "person", "to": boss.id}])
    assignment_actions.map_lanes(session, boss, process, [{"lane": "L", "person_id": boss.id}])
    case_actions.start(session, ann, process, {})
    made.draft(session, boss, process, made.eliminate("B"))
    now = clock.now()
    assignment_actions.be_away(session, ann, boss.id, now - DAY, now + DAY)
    session.flush()
    return process


def leave(session: Session, who: Actor) -> None:
    actions.deactivate(session, SYSTEM, session.get_one(Person, who.id))
    session.flush()


def listed(session: Session, actor: Actor) -> dict[str, list[str]]:
    return _listed(session, actor, "whose")


def _listed(session: Session, actor: Actor, said: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, one in belongings.without_anybody(session, actor).items:
        found.setdefault(kind.key, []).append(getattr(one, said))
    return found


def test_everything_of_who_left_stands_in_the_list_of_those_who_may_give_it(
    session: Session, database: Database, ada: Actor, boss: Actor, ann: Actor, estate: Process
) -> None:
    assert listed(session, ada) == {}
    leave(session, boss)
    gone = [boss.name]
    left = {"processes": gone, "freed": gone, "rules": gone, "proposals": gone, "absences": gone}
    assert listed(session, ada) == left
    assert listed(session, ann) == {"absences": gone}
    with count_statements(database) as counted:
        counts = {kind.key: count for kind, count in belongings.counts(session, ada)}
    assert counts == dict.fromkeys(left, 1) and len(counted) == 1


def test_proposals_and_votes_are_listed_by_what_they_do(session: Session, ada: Actor) -> None:
    place = made.world(session)
    author = place.workers[0]
    proposal = made.voting(session, place)
    proposal.title = "My hobby horse"
    leave(session, author)
    found = _listed(session, ada, "title")
    assert found["proposals"] == found["votes"] == [proposal.sentence]


def test_who_lost_every_role_is_as_one_who_left(session: Session, ada: Actor, boss: Actor, estate: Process) -> None:
    place = made.world(session)
    proposal = made.voting(session, place)
    for given in session.scalars(
        select(RoleGrant).where(RoleGrant.person_id.in_([boss.id, place.workers[0].id]))
    ).all():
        actions.take_role(session, SYSTEM, given)
    session.flush()
    found, gone = listed(session, ada), [boss.name]
    assert found["proposals"] == [boss.name, place.workers[0].name] and found["votes"] == [""]
    assert found["processes"] == found["rules"] == found["absences"] == found["freed"] == gone
    assert proposal.sentence in _listed(session, ada, "title")["votes"]


def test_managers_see_what_is_in_their_unit_alone(session: Session, boss: Actor, estate: Process) -> None:
    north, south = accounts.unit(session), accounts.unit(session, "South")
    estate.unit_id, estate.unit_path = north.id, north.path
    here, there = accounts.actor(session, "N", "manager", north), accounts.actor(session, "S", "manager", south)
    leave(session, boss)
    assert "processes" in listed(session, here) and "processes" not in listed(session, there)


def test_a_task_in_a_lane_of_nobody_is_listed(session: Session, ada: Actor, heir: Actor, ann: Actor) -> None:
    process = catalog.process(session, heir, models.linear("A"))
    case_actions.start(session, ann, process, {})
    session.flush()
    task = session.scalars(select(Task)).one()
    task.lane = "L"
    assignment_actions.map_lanes(session, heir, process, [{"lane": "L", "person_id": ann.id}])
    session.flush()
    assert listed(session, ada) == {}
    leave(session, ann)
    assert set(listed(session, ada)) == {"tasks", "rules"}
    task_actions.assign(session, heir, task.id, heir.id)
    assert set(listed(session, ada)) == {"rules"}


def test_a_colleague_goes_on_with_everything(
    session: Session, ada: Actor, boss: Actor, heir: Actor, estate: Process
) -> None:
    person = session.get_one(Person, boss.id)
    given = privacy.hand_over_everything(session, ada, person, heir.id)
    assert given == {"processes": 1, "tasks": 1, "rules": 1, "absences": 1, "proposals": 1}
    assert estate.owner_id == heir.id and (estate.work_rules or [])[0]["to"] == heir.id
    assert session.scalars(select(Task.claimed_by)).all() == [heir.id]
    assert session.scalars(select(LaneMapping.person_id)).all() == [heir.id]
    assert session.scalars(select(Absence.substitute_id)).all() == [heir.id]
    assert session.scalars(select(Proposal.author_id)).all() == [heir.id]
    assert "Handed over to Hei Heir" in session.scalars(select(ProposalEvent.words)).all()[-1]
    assert belongings.held(session, boss.id) == [] and audit.verify(session) == []
    task_actions.complete(session, heir, session.scalars(select(Task.id)).one())
    leave(session, boss)
    assert listed(session, ada) == {}


def test_four_eyes_hold_for_what_is_handed_over(session: Session, ada: Actor, boss: Actor, ann: Actor) -> None:
    process = catalog.process(session, boss, models.linear("A", "B"))
    assignment_actions.share_work(
        session, boss, process, [{"step": "B", "assign": "person", "to": boss.id, "apart": ["A"]}]
    )
    case_actions.start(session, ann, process, {})
    session.flush()
    task_actions.complete(session, ann, session.scalars(select(Task.id)).one())
    session.flush()
    given = privacy.hand_over_everything(session, ada, session.get_one(Person, boss.id), ann.id)
    assert "tasks" not in given
    assert session.scalars(select(Task.claimed_by).where(Task.state == "open")).one() == boss.id


def test_only_administrators_hand_over_and_only_to_who_works_here(
    session: Session, ada: Actor, boss: Actor, heir: Actor
) -> None:
    person, gus = session.get_one(Person, boss.id), accounts.actor(session, "Gus", "guest")
    with pytest.raises(Forbidden):
        privacy.hand_over_everything(session, heir, person, heir.id)
    for nobody in (gus.id, boss.id, "nobody", ""):
        with pytest.raises(Invalid):
            privacy.hand_over_everything(session, ada, person, nobody)


def test_by_page_and_program(session: Session, app: StepwellApp, boss: Actor, heir: Actor, estate: Process) -> None:
    admin = accounts.person(session, "Zoe Admin", "admin")
    page, keys, key = accounts.signed_in(app, session, admin), accounts.bearer(session, admin), estate.key
    boss_id, heir_id = boss.id, heir.id
    leave(session, boss)
    session.commit()
    assert "Left behind by who is not here any more: 1 process, " in page.get("/").text
    shown = page.get("/without-anybody").text
    assert f"/processes/{key}/settings" in shown and "was Bo Boss’s" in shown
    items = app.test_client().get("/api/v1/without-anybody", headers=keys).json["items"]
    assert {"kind": "processes", "url": f"/processes/{key}/settings"}.items() <= items[0].items()
    form = page.get(f"/admin/people/{boss_id}/hand-over").text
    assert "1 unfinished proposal" in form and "Hei Heir" in form
    refused = page.post(f"/admin/people/{boss_id}/hand-over", data={**accounts.CSRF, "to": "nobody"})
    assert refused.status_code == 422
    done = app.test_client().post(f"/api/v1/people/{boss_id}/hand-over", json={"to": heir_id}, headers=keys)
    assert done.json["handed_over"]["processes"] == 1
    again = page.post(f"/admin/people/{boss_id}/hand-over", data={**accounts.CSRF, "to": heir_id})
    assert again.status_code == 303 and "nothing that somebody else" in page.get(again.location).text
    assert "Everything has somebody" in page.get("/without-anybody").text


def test_whose_it_was_is_said_in_the_language_of_who_reads(
    session: Session, app: StepwellApp, ada: Actor, boss: Actor, estate: Process
) -> None:
    page = accounts.signed_in(app, session, accounts.person(session, "Zoe Admin", "admin"))
    leave(session, boss)
    privacy.anonymise(session, ada, session.get_one(Person, boss.id))
    session.commit()
    shown = page.get("/without-anybody", headers={"Accept-Language": "de"}).text
    assert f"/processes/{estate.key}/settings" in shown
    assert "Eine ausgeschiedene Person" in shown and NAMELESS.id not in shown


def test_by_command(session: Session, boss: Actor, heir: Actor, estate: Process, settings: Settings) -> None:
    session.commit()
    command = CliRunner(env={"STEPWELL_DATABASE_URL": settings.database_url, "STEPWELL_DATA": str(settings.data)})
    done = command.invoke(stepwell, ["person", "hand-over", boss.email, heir.email])
    assert done.exit_code == 0 and "Hei Heir has now: 1 process, 1 open task" in done.output, done.output
    wrong = command.invoke(stepwell, ["person", "hand-over", boss.email, "nobody@example.org"])
    assert wrong.exit_code == 1 and "nobody@example.org" in wrong.output
