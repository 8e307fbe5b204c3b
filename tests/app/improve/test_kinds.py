"""Every kind of change by its form, without scripts: what is asked, what is still needed, what is sent."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.proposals import queries
from app.proposals.tables import Proposal
from processes.change import KINDS
from tests.factories import accounts, catalog
from tests.processes.models import Sketch
from tests.support.improving import looked_at

PATH = "/processes/brief/improve"
SENT = {
    "eliminate": ("Check", {"gone_steps": '["Check", "Pay"]', "close_gap": "1"}, "Take out “Check” and “Pay”"),
    "insert": ("Check", {"insert_title": "Sign", "insert_lane": "lane_1"}, "Add “Sign” between “Check” and “Pay”"),
    "move": ("Write", {"move_to": '{"flow": "after_check"}'}, "Move “Write” between “Check” and “Pay”"),
    "swap": ("Write", {"swap_with": "Check"}, "Let “Write” and “Check” change places"),
    "split": ("Check", {"split_titles": "Look\r\nSign"}, "Split “Check” into “Look” and “Sign”"),
    "merge": ("Write", {"merge_title": "Write and check"},
              "Make one step of “Write” and “Check”, called “Write and check”"),
    "contact_reduction": ("Check", {"contact_title": "Ask"}, "Make one contact of “Check” and “Pay”, called “Ask”"),
    "extract": ("Write", {"extract_title": "Prepare"}, "Put “Write” and “Check” into a sub-process “Prepare”"),
    "inline": ("Pack", {}, "Dissolve “Pack” into its steps"),
    "parallelise": ("Write", {}, "Do “Write” and “Check” at the same time"),
    "serialise": ("Print", {}, "Do “Post” and “Print” one after the other"),
    "optional": ("Check", {"skip_when": "sum < 100"}, "Skip “Check” when “sum < 100”"),
    "loop": ("Check", {"again_while": "it is wrong"}, "Do “Check” again while “it is wrong”"),
    "repeat": ("Check", {"repeat_count": "3"}, "Do “Check” 3 times"),
    "replace": ("Check", {"replace_type": "serviceTask"}, "Make “Check” an automatic step"),
    "reassign": ("Check", {"reassign_lane": "lane_1"}, "Give “Check” to “Legal”"),
    "field": ("Check", {"form_change": "add", "form_rule": ["Who pays?", "choice", "We\r\nThey", "must"]},
              "Ask for “Who pays?” (a choice of “We” or “They”) in “Check” and insist on it"),
    "deadline": ("Check", {"deadline_after": ["2", "days"], "deadline_then": ["Remind", ""]},
                 "Also do “Remind” when “Check” takes longer than 2 days"),
    "condition": ("File", {"way": "yes", "way_when": "sum > 9"},
                  "Take the way between the choice after “Print” and “File” when “sum > 9”"),
}  # fmt: skip

TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
TOLD = (
    '<collaboration id="both"><participant id="we" processRef="p"/><participant id="they" name="Customer"/>'
    '<messageFlow id="m1" sourceRef="Check" targetRef="they"/><messageFlow id="m2" sourceRef="Pay" targetRef="they"/>'
    "</collaboration>"
)
WRAP = (
    '<startEvent id="begin"/><userTask id="Wrap" name="Wrap"/><endEvent id="done"/>'
    '<sequenceFlow id="to_wrap" sourceRef="begin" targetRef="Wrap"/>'
    '<sequenceFlow id="wrapped" sourceRef="Wrap" targetRef="done"/>'
)


@pytest.fixture
def browser(app, unit) -> Any:
    """Give the browser of somebody who may propose on a process with all that kinds of change need."""
    sketch = Sketch()
    sketch.node("start", "startEvent")
    for name in ("Write", "Check", "Pay", "Print", "Post", "File", "Drop"):
        sketch.node(name, name=name)
    for id_, tag in (("split", "parallel"), ("join", "parallel"), ("gate", "exclusive")):
        sketch.node(id_, f"{tag}Gateway")
    for id_ in ("filed", "gone"):
        sketch.node(id_, "endEvent")
    for ends in ("start Write", "Write Check", "Pay split", "split Print", "split Post", "Print join", "Post join"):
        sketch.flow(*ends.split())
    sketch.flow("join", "gate")
    sketch.flow("Check", "Pay", id_="after_check")
    sketch.flow("gate", "File", "sum > 5", "yes")
    sketch.flow("gate", "Drop", "sum == 0", "no")
    sketch.flow("File", "filed")
    sketch.node("Pack", "subProcess", "Pack", content=WRAP)
    sketch.flow("Drop", "Pack")
    sketch.flow("Pack", "gone")
    sketch.node("late", "boundaryEvent", "1 day", 'attachedToRef="File"', TIMER)
    sketch.node("Chase", name="Chase")
    sketch.flow("late", "Chase")
    sketch.flow("Chase", "gone")
    sketch.lanes = {"Sales": [n for n in sketch.nodes if n != "Drop"], "Legal": ["Drop"]}
    sketch.before = TOLD
    with unit() as session:
        person = accounts.person(session, "Wim")
        catalog.process(session, people.actor_for(session, person), sketch.xml(), key="brief", title="Brief")
        return accounts.signed_in(app, session, person)


def post(browser: Any, expect: int = 200, path: str = PATH, **form: Any) -> str:
    """Send the form as it is without scripts."""
    answer = browser.post(path, data={**accounts.CSRF, **form})
    assert answer.status_code == expect, answer.text[-3000:]
    return html.unescape(answer.text)


@pytest.mark.parametrize("kind", SENT)
def test_a_kind_is_proposed_by_its_form_and_revised_by_it(browser, unit, kind) -> None:
    step, fields, sentence = SENT[kind]
    page = html.unescape(browser.get(f"{PATH}?step={step}&do={kind}").text)
    assert re.search(rf'name="do" value="{kind}" checked', page) and KINDS[kind].about.hint in page
    asked = [p.blank.field for p in KINDS[kind].parameters if p.blank and p.required]
    assert all(f'name="{name}"' in page for name in asked)
    form = looked_at(browser, PATH, {"step": step, "do": kind, "reason": "Why not?", **fields})
    assert form["shown"] == sentence
    post(browser, 303, **form, act="send", title="Better")
    with unit() as session:
        made = session.scalars(select(Proposal)).one()
        assert made.sentence == sentence
        stored = queries.revision(session, made).operations
        here = f"/proposals/{made.id}/revise"
    again = html.unescape(browser.get(here).text)
    assert re.search(rf'name="do" value="{kind}" checked', again) and 'name="more"' not in again
    kept = {name: value for name, value in fields.items() if name.endswith(("title", "when", "count", "while"))}
    assert all(f'value="{value}"' in again for value in kept.values()), stored


def test_what_is_at_a_step_is_taken_out_from_there_and_stays_chosen(browser, unit) -> None:
    form = {"step": "File", "of": "File", "do": "eliminate", "act": "preview", "close_gap": "1"}
    page = post(browser, **form, gone_steps='["late"]')
    (way,) = set(re.findall(r'name="way_out" value="(cascade:[^"]+)"', page))
    assert "Only “1 day” leads to “Chase”." in page
    page = post(browser, **form, gone_steps='["late"]', way_out=way)
    assert "Take out “1 day” with all that hangs on it" in page
    assert re.search(r'value="File" selected', page) and re.search(r'value="\["late"\]" selected', page)
    assert re.search(r'name="close_gap"[^>]* checked', page)
    form = looked_at(browser, PATH, {**form, "gone_steps": '["late"]', "cascade": "File", "reason": "Nobody looks."})
    post(browser, 303, **form | {"act": "send"}, title="Better")
    with unit() as session:
        here = f"/proposals/{session.scalars(select(Proposal)).one().id}/revise"
    again = html.unescape(browser.get(here).text)
    assert re.search(r'value="\["late"\]" selected', again) and 'name="more"' not in again


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"insert_beside": '["Check"]'}, "Add “Sign” at the same time as “Check”"),
        ({"insert_beside": '["Write", "Check"]'}, "Add “Sign” at the same time as “Write” and “Check”"),
        ({"insert_when": "sum > 9"}, "Add “Sign” between “Check” and “Pay”, only when “sum > 9”"),
    ],
)
def test_a_new_step_comes_beside_others_or_only_where_it_is_needed(browser, fields, sentence) -> None:
    form = looked_at(
        browser, PATH, {"step": "Check", "do": "insert", "insert_title": "Sign", "reason": "Why?", **fields}
    )
    assert form["shown"] == sentence
    post(browser, 303, **form, act="send", title="Better")


def test_all_that_the_form_asks_for_is_tried_here() -> None:
    asked = {name for name, kind in KINDS.items() if all(p.blank for p in kind.parameters[1:] if p.required)}
    assert {*SENT, "retitle", "instruct"} >= asked - {"reorder", "remodel"}


def test_what_is_still_needed_is_said_at_its_field(browser) -> None:
    page = post(browser, step="Check", do="split", act="preview", split_titles="Only one")
    assert 'href="#f-split_titles"' in page and "What are the steps called?" in page and "Only one" in page
    assert "This is needed to show what would change." in page and 'name="shown"' not in page
    assert 'href="#f-split_titles"' in post(browser, 422, step="Check", do="split", act="send", reason="Why not?")


def test_first_comes_what_helps_most_and_what_cannot_be_done_there_is_not_offered(browser) -> None:
    def kinds(trouble: str, step: str) -> list[str]:
        page = browser.get(f"{PATH}?step={step}&bother={trouble}").text
        return re.findall(r'name="do" value="(\w+)"', page)

    assert kinds("slow", "Write")[:3] == ["parallelise", "move", "reassign"]
    assert kinds("slow", "Print")[:3] == ["move", "reassign", "optional"], "it is done beside another one already"
    assert kinds("wrong_people", "Write")[0] == "reassign" and "serialise" not in kinds("errors", "Write")
    chosen = post(browser, step="Write", do="serialise", act="preview")
    assert "This cannot be done at this step" in chosen and 'value="serialise" checked' in chosen


def test_another_step_brings_its_own_choices_and_forgets_what_it_has_not(browser) -> None:
    form = {"step": "Write", "do": "parallelise", "parallel_steps": '["Write", "Check"]', "of": "Write"}
    part = post(browser, path=f"{PATH}/preview", **form, ways_of="Write|")
    assert "<template" not in part and "Do “Write” and “Check” at the same time" in part
    part = post(browser, path=f"{PATH}/preview", **form | {"step": "Check"}, ways_of="Write|")
    assert '<template data-part="ways-part">' in part and '["Check", "Pay"]' in part
    assert "Do “Check” and “Pay” at the same time" in part


def test_several_changes_go_into_one_proposal_and_leave_it_again(browser) -> None:
    page = post(browser, step="Write", do="parallelise", act="another")
    (more,) = re.findall(r"name=\"more\" value=\"(.*?)\" checked", page)
    assert json.loads(more) == {"kind": "parallelise", "steps": ["Write", "Check"]}
    second = {"step": "Print", "do": "retitle", "name": "Print it", "act": "preview"}
    both = post(browser, **second, more=more)
    assert "Do “Write” and “Check” at the same time; rename “Print” to “Print it”" in both
    assert "at the same time" not in re.findall(r'name="shown" value="(.*?)">', post(browser, **second))[0]


@pytest.mark.parametrize("value", ['["Write"', "[]", '{"flow": 5}', "nonsense", '["gone", "Check"]'])
def test_what_no_list_offers_is_nothing(browser, value) -> None:
    for kind, field in (("parallelise", "parallel_steps"), ("move", "move_to"), ("swap", "swap_with")):
        page = post(browser, **{"step": "Write", "do": kind, field: value, "act": "preview"})
        assert value not in re.findall(r'name="shown" value="(.*?)">', page)
