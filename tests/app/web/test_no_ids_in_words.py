"""Nobody reads the id of an element: pages, notices, mails and messages say what a step without a name is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Incident, Timer
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.errors import StepwellError
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.notices.messages.lines import lines_of
from app.notices.tables import Notice
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, discussion, models, proposals

pytestmark = pytest.mark.databases("sqlite")
Unit = Callable[[], AbstractContextManager[Session]]
ID = re.compile(r"\w*_0zz\w*")
ENGLISH = re.compile(r"\b[Tt]he ([\w-]+ ){1,7}(before|after|at|in|of) (“|the |an? )|\ban unnamed", re.IGNORECASE)
GERMAN = re.compile(r"(vor|nach|an|in) „Send invoice“")
KEY = "nameless"
FACTS = "/admin/audit"  # as they were noted
READ = ("title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm", "content", "label")
LEFT = ("script", "style", "template", "head/meta[@name='csrf-token']")
START = '<startEvent id="Start_0zz1"/><parallelGateway id="Gateway_0zz1qx"/>'
BODY = (
    START + '<userTask id="Task_0zz1"/><boundaryEvent id="Late_0zz1" attachedToRef="Task_0zz1" cancelActivity="false">'
    "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    '<endEvent id="End_0zz1"/><scriptTask id="Sum_0zz1"><script>total = net + vat</script></scriptTask>'
    '<intermediateCatchEvent id="Wait_0zz1"><messageEventDefinition messageRef="Message_0zz1"/>'
    "</intermediateCatchEvent>"
    '<subProcess id="Sub_0zz1"><startEvent id="Start_0zz2"/><userTask id="Task_0zz2"/><endEvent id="End_0zz2"/>'
    + models.chain("Start_0zz2", "Task_0zz2", "End_0zz2")
    + f'</subProcess><parallelGateway id="Gateway_0zz2qx"/>{models.task("Send invoice", id="Task_0zz3")}'
    '<exclusiveGateway id="Gateway_0zz3qx"/><userTask id="Task_0zz4"/><userTask id="Task_0zz5"/>'
    '<endEvent id="End_0zz3"/>'
    + models.chain("Start_0zz1", "Gateway_0zz1qx", "Task_0zz1", "Gateway_0zz2qx", "Task_0zz3", "Gateway_0zz3qx")
    + models.chain("Gateway_0zz1qx", "Sum_0zz1", "Gateway_0zz2qx") + models.chain("Late_0zz1", "End_0zz1")
    + models.chain("Gateway_0zz1qx", "Wait_0zz1", "Gateway_0zz2qx")
    + models.chain("Gateway_0zz1qx", "Sub_0zz1", "Gateway_0zz2qx")
    + models.flow("Gateway_0zz3qx", "Task_0zz4", condition="total > 1") + models.chain("Task_0zz4", "End_0zz3")
    + models.flow("Gateway_0zz3qx", "Task_0zz5", condition="total < 2") + models.chain("Task_0zz5", "End_0zz3")
)  # fmt: skip
MESSAGE = '<message id="Message_0zz1" name="paid"/>'
XML = models.bpmn(BODY, before=MESSAGE)
LATER = models.chain("Task_0zz4", "Task_0zz9", "End_0zz3") + '<userTask id="Task_0zz9"/>'
NEXT = models.bpmn(BODY.replace("PT1H", "PT2H").replace(models.chain("Task_0zz4", "End_0zz3"), LATER), before=MESSAGE)
CHOICE = models.bpmn(
    '<startEvent id="Start_0zz7"/><exclusiveGateway id="Gateway_0zz7qx"/><userTask id="Task_0zz7"/>'
    '<userTask id="Task_0zz8"/><endEvent id="End_0zz7"/>'
    + models.chain("Start_0zz7", "Gateway_0zz7qx", "Task_0zz7", "End_0zz7")
    + models.chain("Gateway_0zz7qx", "Task_0zz8", "End_0zz7")
)


@dataclass
class House:
    """The people, and one of everything about a process whose elements have no names."""

    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


@pytest.fixture
def house(unit: Unit, app: StepwellApp, database: Database) -> House:
    made = House()
    with unit() as session:
        who = {
            role: accounts.person(session, f"Ms {role.title()}", role) for role in ("manager", "worker", "ops", "admin")
        }
        actor = {role: people.actor_for(session, person) for role, person in who.items()}
        made.browsers = {role: accounts.signed_in(app, session, person) for role, person in who.items()}
        owner, worker, ops = actor["manager"], actor["worker"], actor["ops"]
        process = catalog.process(session, owner, XML, key=KEY, title="Without names", mode="executable")
        assert process.live_number == 1
        discussion.flag(session, worker, process, "Gateway_0zz1qx", "risk", reason="Why?")
        discussion.flag(session, worker, process, "Task_0zz1")
        handle = who["manager"].handle
        said = discussion.comment(session, worker, process, f"Dear @{handle}, why?", step_id="Task_0zz1")
        discussion.comment(session, worker, process, "Why?", step_id="Gateway_0zz2qx")
        case = case_actions.start(session, worker, process, {})
        made.ids |= {"instance_id": case.id, "comment_id": said.id, "key": KEY, "step_id": "Gateway_0zz2qx"}
        case_actions.suspend(session, ops, case_actions.start(session, worker, process, {}).id, "Wait")
        for task in queries.open_tasks(session, case.id):
            made.ids["task_id"] = task.id
            with suppress(StepwellError):
                task_actions.assign(session, owner, task.id, worker.id)
            with suppress(StepwellError):
                task_actions.delegate(session, worker, task.id, owner.id, "Please")
            with suppress(StepwellError):
                task_actions.set_due(session, owner, task.id, (clock.now() - timedelta(hours=1)).isoformat())
        chosen = catalog.process(session, owner, CHOICE, key="choose", title="Only ways")
        (choice,) = queries.open_tasks(session, case_actions.start(session, worker, chosen, {}).id)
        assert choice.kind == "choice"
        made.more = [f"/tasks/{choice.id}", f"/instances/{choice.instance_id}", "/processes/choose"]
        made.ids["incident_id"] = session.scalars(select(Incident.id)).first() or ""
        timer = session.scalars(select(Timer).where(Timer.instance_id == case.id)).first()
        assert made.ids["incident_id"] and timer is not None
        world = proposals.World(process, owner, owner, (worker,))
        gone = proposals.eliminate("Task_0zz1", cascade=True)
        open_one = proposals.voting(session, world, gone)
        proposals.draft(session, worker, process, [{"kind": "retitle", "step": "Task_0zz2", "title": "Look"}])
        proposals.draft(session, worker, process, [{"kind": "instruct", "step": "Task_0zz4", "text": "Look well."}])
        made.ids["proposal_id"] = open_one.id
        catalog.published(session, owner, process, NEXT, "Later.")
        made.said += refused(session, actor, case.id, made.ids["task_id"])
    jobs.drain(database)
    with clock.frozen(clock.now() + timedelta(hours=3)), suppress(StepwellError), unit() as session:
        case_actions.fire_now(session, people.actor_for(session, who["ops"]), case.id, timer.task_id, "Now")
    jobs.drain(database)
    with unit() as session:
        notices = list(session.scalars(select(Notice)))
        assert {one.kind for one in notices} >= {"task_assigned", "mention", "incident"}
        made.said += [one.words for one in notices]
        made.said += [f"{one.lead} {one.words} {one.place} {one.quote}" for one in lines_of(session, notices, UTC)]
    return made


def refused(session: Session, actor: dict[str, Any], case: str, task: str) -> Iterator[str]:
    """What people are told who try what they cannot."""
    acts: list[Callable[[], Any]] = [
        lambda: task_actions.complete(session, actor["ops"], task, {}),
        lambda: task_actions.claim(session, actor["worker"], task),
        lambda: task_actions.delegate(session, actor["worker"], task, actor["worker"].id, ""),
    ]
    for act in acts:
        try:
            with session.begin_nested():
                act()
        except StepwellError as error:
            yield error.detail


def seen(page: str) -> str:
    """Give what people see or hear of a page: its texts, and the attributes that are read out."""
    root = html.fromstring(page)
    for path in LEFT:
        for element in root.iterfind(f".//{path}"):
            element.getparent().remove(element)
    read = [str(value) for name in READ for value in root.xpath(f"//@{name}")]
    pressed = [str(value) for value in root.xpath("//input[@type='submit' or @type='button']/@value")]
    return "\n".join([*map(str, root.itertext()), *read, *pressed])


def addresses(app: StepwellApp, ids: dict[str, str]) -> list[str]:
    """Give the address of every page; but for an entry of the audit log, which shows facts as they were noted."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(
            ("/static/", "/api/", "/live", "/metrics", "/admin/audit/")
        ):
            with app.test_request_context():
                values: dict[str, Any] = {name: ids.get(name, "none") for name in rule.arguments}
                values |= {"number": 1} if "number" in rule.arguments else {}
                values |= {"verb": "edit"} if "verb" in rule.arguments else {}
                found.append(app.url_map.bind("localhost").build(rule.endpoint, values, method="GET"))
    more = [
        f"/processes/{KEY}/compare?from=1&to=2", f"/processes/{KEY}/improve?step=Task_0zz1",
        f"/processes/{KEY}/improve?step=Gateway_0zz1qx", f"/instances?process={KEY}", f"/work?process={KEY}",
        "/search?q=without", f"/processes/{KEY}/steps/Task_0zz1", f"/processes/{KEY}/steps/Task_0zz5",
    ]  # fmt: skip
    return sorted({*found, *more})


def test_no_page_notice_mail_or_message_shows_an_id(app: StepwellApp, house: House) -> None:
    faults, opened = [], 0
    for role, browser in house.browsers.items():
        for path in [*addresses(app, house.ids), *house.more]:
            with browser.get(path) as answer:
                if (
                    300 <= answer.status_code < 400
                    or "html" not in (answer.content_type or "")
                    or not answer.text.strip()
                ):
                    continue
                opened += answer.status_code == 200
                faults += [f"{role} {path}: {found}" for found in ids_in(seen(answer.text))]
    faults += [f"said: {words}" for words in house.said if ID.search(words)]
    assert opened > 100
    assert not faults, "\n".join(sorted(set(faults)))


def test_whoever_reads_german_reads_what_a_step_without_a_name_is_in_german(app: StepwellApp, house: House) -> None:
    faults, said = [], 0
    for path in [*addresses(app, house.ids), *house.more]:
        with house.browsers["manager"].get(path, headers={"Accept-Language": "de"}) as answer:
            if answer.status_code == 200 and "html" in (answer.content_type or "") and path != FACTS:
                text = seen(answer.text)
                said += len(GERMAN.findall(text))
                faults += [f"{path}: {line.strip()[:160]}" for line in text.splitlines() if ENGLISH.search(line)]
    assert said > 30
    assert not faults, "\n".join(sorted(set(faults)))


def ids_in(text: str) -> list[str]:
    return sorted({line.strip()[:160] for line in text.splitlines() if ID.search(line)})


def test_no_preview_of_a_change_shows_an_id(house: House) -> None:
    faults = []
    for step in ("Task_0zz1", "Gateway_0zz1qx", "Sub_0zz1", "Task_0zz4"):
        for do in ("eliminate", "retitle", "instruct"):
            typed = {**accounts.CSRF, "step": step, "do": do, "name": "Look", "text": "Look well.", "act": "preview"}
            page = house.browsers["worker"].post(f"/processes/{KEY}/improve", data=typed)
            assert page.status_code == 200
            faults += [f"{do} {step}: {found}" for found in ids_in(seen(page.text))]
    assert not faults, "\n".join(faults)
