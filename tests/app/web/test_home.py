"""Home shows each role what is asked of it first, and then what it may want to know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.ballots.tables import Ballot
from app.cases import actions as cases
from app.cases.tables import Instance, Task
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.proposals.pages import waiting
from tests.factories import accounts, catalog, discussion, models, proposals
from tests.factories.proposals import World
from tests.support.counting import count_statements

IN_PLACE = {"HX-Request": "true"}


@dataclass
class House:
    """A process with its people, in browsers."""

    world: World
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def home(self, who: str, path: str = "/") -> str:
        """Give somebody's home page."""
        answer = self.browsers[who].get(path)
        assert answer.status_code == 200, answer.text[-2000:]
        return str(answer.text)


def _browser(app, session: Session, actor: Actor) -> FlaskClient:
    return accounts.signed_in(app, session, session.get_one(Person, actor.id))


@pytest.fixture
def house(app, unit) -> House:
    with unit() as session:
        world = proposals.world(session)
        session.flush()
        house = House(world)
        for name, who in {"owner": world.owner, "manager": world.manager, "worker": world.workers[1]}.items():
            house.browsers[name] = _browser(app, session, who)
        house.browsers["admin"] = _browser(app, session, accounts.actor(session, "Ada Admin", "admin"))
        house.browsers["ops"] = _browser(app, session, accounts.actor(session, "Oda Ops", "ops"))
    return house


def _parts(page: str) -> list[str]:
    return re.findall(r'<section class="home-part" id="([\w-]+)"', page)


def _primaries(page: str) -> int:
    return len(re.findall(r'class="button primary', page.partition('class="home')[2]))


def test_a_worker_finds_the_next_task_opened_and_one_primary_action(house, unit) -> None:
    with unit() as session:
        inside = models.linear("Look", "Go on", instructions={"Look": "Look at both sides."})
        process = catalog.process(session, house.world.owner, inside, key="looking")
        for number in range(3):
            cases.start(session, house.world.owner, process, {}, f"Case {number}")
        proposals.voting(session, house.world)
    page = house.home("worker")
    assert _parts(page)[:2] == ["next-task", "ballots"]
    assert "Look at both sides." in page
    assert "Case 0" in page.partition('class="rows"')[0]
    assert "Case 1" in page.partition('class="rows"')[2]
    assert _primaries(page) == 1
    with unit() as session:
        first = select(Task.id).order_by(Task.opened_at, Task.id).limit(1).scalar_subquery()
        session.execute(update(Task).where(Task.id == first).values(follow_up_at=clock.now() + timedelta(days=1)))
    page = house.home("worker")
    assert "Case 1" in page.partition('class="rows"')[0] and "Case 0" not in page


def test_what_the_next_task_asks_for_is_said_in_the_language_of_who_reads_without_what_is_hidden(house, unit) -> None:
    with unit() as session:
        process = catalog.process(session, house.world.owner, models.linear("Look"), key="looking")
        case = cases.start(session, house.world.owner, process, {}, "Case")
        session.execute(update(Person).where(Person.id == house.world.workers[1].id).values(language="de"))
        task = session.scalars(select(Task).where(Task.instance_id == case.id)).one()
        kept = dict(task.form or {})
    assert _labels(house.home("worker")) == ["Ergebnis"]
    hidden = {**kept, "properties": {"a": {"type": "string"}, "b": {"type": "string", "x-widget": "hidden"}}}
    with unit() as session:
        session.execute(update(Task).where(Task.id == task.id).values(form=hidden))
    assert _labels(house.home("worker")) == ["A"]
    del hidden["properties"]["a"]
    with unit() as session:
        session.execute(update(Task).where(Task.id == task.id).values(form=hidden))
    page = house.home("worker")
    assert _labels(page) == [] and f'action="/tasks/{task.id}/complete?from=home"' in page


def _labels(page: str) -> list[str]:
    """Give what the form of the task asks for."""
    return [found.strip() for found in re.findall(r'<label for="f-(?!top)[^"]+">([^<]+)', page.partition('id="do"')[2])]


def test_a_task_is_done_at_home_and_the_next_one_comes_up(house, unit) -> None:
    with unit() as session:
        process = catalog.process(session, house.world.owner, models.linear("Look", "Go on"), key="looking")
        for number in range(2):
            cases.start(session, house.world.owner, process, {}, f"Case {number}")
        first, second = session.scalars(select(Task).order_by(Task.opened_at, Task.id))
    browser = house.browsers["worker"]
    sent = browser.post(f"/tasks/{first.id}/complete?from=home", data={**accounts.CSRF, "result": "Seen"})
    assert (sent.status_code, sent.location) == (303, f"/?done={first.id}#next-task")
    page = house.home("worker", f"/?done={first.id}")
    assert "Was “Look” worth doing?" in page
    assert f'action="/tasks/{second.id}/complete?from=home"' in page
    assert _primaries(page) == 1
    row = re.findall(r'id="worth-row" action="([^"]+)"', page)[0].replace("&amp;", "&")
    tapped = browser.post(row, data={**accounts.CSRF, "kind": "bottleneck"})
    assert tapped.location == f"/?done={first.id}&why=bottleneck#worth"
    assert "Propose to make it quicker" in house.home("worker", tapped.location)
    assert 'id="worth"' not in house.home("worker", f"/?done={second.id}")
    assert 'id="worth"' not in house.home("manager", f"/?done={first.id}")
    late = browser.post(f"/tasks/{first.id}/complete?from=home", data={**accounts.CSRF, "result": "Again"})
    assert (late.status_code, late.location) == (303, "/#next-task")
    assert f'action="/tasks/{second.id}/complete?from=home"' in house.home("worker")


def test_a_ballot_is_voted_on_from_the_opened_card_and_the_next_one_takes_its_place(house, unit) -> None:
    with unit() as session:
        first = proposals.voting(session, house.world).id
        second = proposals.voting(session, house.world, proposals.eliminate("Check")).id
    browser, page = house.browsers["worker"], house.home("worker")
    assert f'action="/proposals/{first}/votes"' not in page
    assert 'class="strip-box gone"' in page
    opened = house.home("worker", f"/?ballot={first}")
    assert f'action="/proposals/{first}/votes"' in opened
    assert f'action="/proposals/{second}/votes"' not in opened
    assert "Nobody reads it." in opened
    form = {**accounts.CSRF, "revision": "1", "live_version": "1", "choice": "yes", "back": "/proposals/next-ballot"}
    answer = browser.post(f"/proposals/{first}/votes", data=form, headers=IN_PLACE, follow_redirects=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Your vote is in." in answer.text and "change it or take it back</a>" in answer.text
    assert f'action="/proposals/{second}/votes"' in answer.text
    stale = {**form, "revision": "7", "reason": "I wrote much."}
    refused = browser.post(f"/proposals/{second}/votes", data=stale, headers=IN_PLACE)
    assert refused.status_code == 409
    assert "<html" not in refused.text
    assert f'action="/proposals/{second}/votes"' in refused.text
    assert ">I wrote much.</textarea>" in refused.text
    last = browser.post(f"/proposals/{second}/votes", data=form)
    assert last.headers["Location"] == "/proposals/next-ballot"
    assert browser.get("/proposals/next-ballot").headers["Location"] == "/?ballot=next#ballots"
    assert "ballots" not in _parts(house.home("worker", "/?ballot=next"))


def test_what_one_said_is_followed_to_the_version_that_came_of_it(house, unit) -> None:
    with unit() as session:
        discussion.flag(session, house.world.workers[1], house.world.process, "Print_form")
        proposals.approved(session, house.world)
    came = house.home("worker").partition('id="came-of-it"')[2]
    assert "It answers your flag" in came
    assert "version 2" in came
    assert "came-of-it" not in _parts(house.home("admin"))


def test_a_manager_finds_what_to_sign_what_is_at_risk_what_is_flagged_and_what_changes_did(house, unit) -> None:
    world = house.world
    with unit() as session:
        for who in world.workers:
            discussion.flag(session, who, world.process, "Send")
        proposals.approved(session, world)
        _ended(session, world, before=(-20, 10), after=(1, 2))
        proposals.accepted(session, world, proposals.eliminate("Check"))
        proposals.voting(session, world, proposals.eliminate("Send"))
        opened = clock.now() - timedelta(days=9)
        session.execute(update(Ballot).where(Ballot.state == "open").values(opens_at=opened))
    page = house.home("manager")
    assert {"signing", "at-risk", "effects", "most-flagged"} <= set(_parts(page))
    assert "3 people" in page.partition('id="most-flagged"')[2]
    effect = page.partition('id="effects"')[2]
    assert "10 days" in effect
    assert "2 days" in effect
    worker = _parts(house.home("worker"))
    assert {"signing", "at-risk", "effects", "most-flagged"}.isdisjoint(worker)


def test_those_who_steer_find_what_only_they_can_do_before_work_that_others_may_do(house, unit) -> None:
    world = house.world
    with unit() as session:
        proposals.accepted(session, world, proposals.eliminate("Check"))
        proposals.voting(session, world, proposals.eliminate("Send"))
        cases.start(session, world.owner, catalog.process(session, world.owner, models.linear("Look"), key="looking"))
        session.flush()
        task = session.scalars(select(Task).where(Task.step_name == "Look")).one()
    asked = [one for one in _parts(house.home("manager")) if one in ("signing", "ballots", "next-task")]
    assert asked[0] == "signing" and asked[-1] == "next-task"
    assert _primaries(house.home("manager")) == 1
    assert _parts(house.home("worker"))[0] == "next-task"
    with unit() as session:
        session.execute(update(Task).where(Task.id == task.id).values(claimed_by=world.manager.id))
    assert _parts(house.home("manager"))[0] == "next-task"


def test_all_that_wait_for_a_signature_are_counted_though_only_some_are_shown(house, unit, monkeypatch) -> None:
    monkeypatch.setattr(waiting, "MOST_SIGNING", 1)
    with unit() as session:
        for step in ("Check", "Send"):
            proposals.accepted(session, house.world, proposals.eliminate(step))
    part = house.home("manager").partition('id="signing"')[2].partition("</section>")[0]
    assert "2 changes to approve" in part
    assert part.count("<li") == 1


def _ended(session: Session, world: World, *, before: tuple[int, int], after: tuple[int, int]) -> None:
    """Let five cases end before now and five after: each began some days from now and took some days."""
    for start, took in (before, after):
        for number in range(5):
            began = clock.now() + timedelta(days=start, minutes=number)
            session.add(Instance(
                process_id=world.process.id, version_id=world.process.live_version_id, state="completed", small={},
                started_at=began, ended_at=began + timedelta(days=took),
            ))  # fmt: skip


@pytest.mark.parametrize(("people", "is_told"), [(3, False), (6, True)])
def test_who_is_buried_is_told_of_groups_that_are_large_enough(house, unit, people: int, is_told: bool) -> None:
    world = house.world
    with unit() as session:
        others = [accounts.actor(session, f"Person {n}", "worker") for n in range(people)]
        for number in range(people + 8):
            case = cases.start(session, world.owner, world.process, {}, f"Case {number}")
            session.flush()
            taken = others[number] if number < people else others[0]
            session.execute(update(Task).where(Task.instance_id == case.id).values(claimed_by=taken.id))
    page = house.home("manager")
    assert ("load" in _parts(page)) is is_told
    assert ("Person 0" in page.partition('id="load"')[2]) is is_told


def test_operations_find_what_is_late_and_how_much_background_work_waits(house, unit) -> None:
    with unit() as session:
        cases.start(session, house.world.owner, house.world.process, {}, "Late one")
        session.flush()
        session.execute(update(Task).values(due_at=clock.now() - timedelta(days=1)))
    page = house.home("ops")
    assert {"standing", "jobs"} <= set(_parts(page))
    assert "1 late" in page
    assert "standing" not in _parts(house.home("worker"))


def test_an_administrator_sets_up_first_and_sees_who_has_no_role(house, unit) -> None:
    page = house.home("admin")
    assert _parts(page)[0] == "set-up"
    assert "STEPWELL_SMTP_HOST" in page
    assert "without-role" not in _parts(page)
    with unit() as session:
        accounts.person(session, "Nell Nobody", None)
    assert "Nell Nobody" in house.home("admin").partition('id="without-role"')[2]
    assert {"set-up", "without-role"}.isdisjoint(_parts(house.home("ops")))


def test_a_partner_finds_what_they_started_and_nothing_of_others(app, house, unit) -> None:
    with unit() as session:
        north = accounts.unit(session, "North")
        owner = accounts.actor(session, "Mona", "manager", north)
        process = catalog.process(session, owner, key="print", unit=north, visibility="unit", public_start=True)
        paula = accounts.actor(session, "Paula Printer", "worker", accounts.unit(session, "Printer", "partner", north))
        cases.start(session, paula, process, {}, "Posters")
        cases.start(session, owner, process, {}, "Secret posters")
        house.browsers["paula"] = _browser(app, session, paula)
    own = house.home("paula").partition('id="own-cases"')[2].partition("</section>")[0]
    assert "Posters" in own
    assert "Secret posters" not in own


def test_an_empty_home_says_what_comes_next_and_nobody_else_has_one(app, house) -> None:
    page = house.home("owner")
    assert "All quiet" in page
    assert "Until then look at a process you know" in page
    assert app.test_client().get("/").status_code == 303
    assert app.test_client().get("/proposals/next-ballot").status_code in (303, 401)


def test_home_asks_the_same_however_much_there_is(house, unit, database) -> None:
    world = house.world

    def more(times: int) -> None:
        with unit() as session:
            for number in range(times):
                process = catalog.process(session, world.owner, models.linear("A", "B", "C"))
                case = cases.start(session, world.owner, process, {}, f"Case {number}")
                session.flush()
                who = accounts.actor(session, "Somebody", "worker")
                session.execute(update(Task).where(Task.instance_id == case.id).values(claimed_by=who.id))
                cases.start(session, world.owner, process, {}, None)
                discussion.flag(session, who, process, "A")
                proposals.voting(session, World(process, world.owner, world.manager, (who,)), proposals.eliminate("B"))

    def asked() -> dict[str, int]:
        found = {}
        for who in ("owner", "manager", "ops", "admin"):
            house.home(who)
            with count_statements(database) as counted:
                house.home(who)
            found[who] = len(counted)
        return found

    more(5)
    few = asked()
    more(20)
    assert asked() == few


def test_each_part_is_for_those_who_may_read_it(app, house, unit) -> None:
    world = house.world
    with unit() as session:
        south = accounts.unit(session, "South")
        stranger = accounts.actor(session, "Sam Stranger", "manager", south)
        north = accounts.unit(session, "North")
        owner = accounts.actor(session, "Nora North", "manager", north)
        process = catalog.process(session, owner, models.linear("Hidden", "Other"), unit=north, visibility="unit")
        discussion.flag(session, owner, process, "Hidden")
        proposals.voting(session, World(process, owner, owner, (owner,)), proposals.eliminate("Hidden"))
        cases.start(session, owner, process, {}, "Secret case")
        session.flush()
        late = select(Task.id).where(Task.process_id == process.id)
        session.execute(update(Task).where(Task.id.in_(late)).values(due_at=clock.now() - timedelta(days=1)))
        house.browsers |= {"stranger": _browser(app, session, stranger), "north": _browser(app, session, owner)}
    assert "Hidden" in house.home("north")
    page = house.home("stranger")
    assert "Hidden" not in page
    assert "Secret case" not in page
    assert world.process.title not in page
