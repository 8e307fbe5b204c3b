"""The improve page: what is filed is what was shown, whatever was chosen before, without scripts and with them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.tables import Person
from app.catalog.tables import Process
from app.proposals import actions, queries
from app.proposals.tables import Proposal
from tests.factories import accounts, catalog, models
from tests.support.improving import looked_at

PATH = "/processes/brief/improve"


@pytest.fixture
def browser(app, unit) -> Any:
    """Give the browser of somebody who may propose."""
    with unit() as session:
        person = accounts.person(session, "Wim")
        actor = people.actor_for(session, person)
        xml = models.linear("Launch the campaign", "Rework the campaign", "Send")
        catalog.process(session, actor, xml, key="brief", title="Campaign")
        return accounts.signed_in(app, session, person)


def _fields(page: str) -> dict[str, str]:
    """Give what the form would send as it stands, texts and hidden fields."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for name in ("title", "name"):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        found[name] = re.search(r'value="([^"]*)"', tag.group()).group(1) if tag and "value=" in tag.group() else ""
    text = re.search(r'<textarea[^>]*name="text"[^>]*>([^<]*)', page)
    found["text"] = text.group(1) if text else ""
    found.pop("csrf_token", None)
    return {name: html.unescape(value) for name, value in found.items()}


def _post(browser: Any, fields: dict[str, Any], expect: int = 200, path: str = PATH) -> Any:
    answer = browser.post(path, data={**accounts.CSRF, **fields})
    assert answer.status_code == expect, answer.text[-3000:]
    return answer


def _first(browser: Any, step: str = "Launch_the_campaign", **more: str) -> dict[str, str]:
    page = _post(browser, {"step": step, "do": "eliminate", "act": "preview", **more}).text
    return _fields(page) | {"step": step, "do": "eliminate"} | more


def test_another_step_has_its_own_title_name_and_text(browser) -> None:
    first = _first(browser)
    assert first["title"] == "Take out “Launch the campaign”" and first["name"] == "Launch the campaign"
    again = _fields(_post(browser, first | {"step": "Rework_the_campaign", "act": "preview"}).text)
    assert again["title"] == "Take out “Rework the campaign”"
    assert again["name"] == "Rework the campaign"
    switched = browser.get(f"{PATH}?step=Launch_the_campaign").text
    assert ">Propose a change</h1>" in switched, "the heading names no step: another one may be chosen below it"
    way = _post(browser, again | {"step": "Rework_the_campaign", "do": "retitle", "name": "Mend it", "act": "preview"})
    assert _fields(way.text)["title"] == "Rename “Rework the campaign” to “Mend it”"


def test_what_was_typed_for_one_step_waits_there_and_a_typed_title_stays(browser) -> None:
    first = _first(browser, do="retitle", name="Go", title="Shorter")
    away = _fields(_post(browser, first | {"step": "Send", "do": "retitle", "act": "preview"}).text)
    assert (away["name"], away["title"]) == ("Send", "Shorter")
    back = away | {"step": "Launch_the_campaign", "do": "retitle", "act": "preview"}
    assert _fields(_post(browser, back).text)["name"] == "Go"


def test_what_was_not_shown_is_not_sent(browser, unit) -> None:
    first = _first(browser) | {"reason": "It is done twice.", "act": "send"}
    page = _post(browser, first | {"step": "Rework_the_campaign"}, 422).text
    assert "Take out “Rework the campaign”" in page and "It is done twice." in page
    sent = _fields(page) | {"step": "Rework_the_campaign", "do": "eliminate"}
    answer = _post(browser, sent | {"reason": "It is done twice.", "act": "send"}, 303)
    with unit() as session:
        made = session.scalars(select(Proposal)).one()
        assert made.sentence == made.title == "Take out “Rework the campaign”"
    assert ">Take out “Rework the campaign”.</h1>" in browser.get(answer.headers["Location"]).text


def test_a_vote_opens_on_nothing_that_no_page_has_shown(browser, unit) -> None:
    form = _fields(browser.get(PATH).text) | {"step": "Send", "do": "eliminate", "title": "Faster", "reason": "Twice."}
    for act in ("send", "draft"):
        page = _post(browser, form | {"act": act}, 422).text
        assert "You have not seen yet what would change: Take out “Send”." in page
        assert _fields(page)["title"] == "Faster" and "Twice." in page, "what was typed waits"
    path = _post(browser, form | _fields(page) | {"act": "send"}, 303).headers["Location"]
    change = {"step": "Send", "do": "retitle", "name": "Post", "title": "Faster", "reason": "Twice.", "act": "send"}
    page = _post(browser, change | {"revision": "1"}, 422, f"{path}/revise").text
    assert "You have not seen yet what would change: Rename “Send” to “Post”." in page
    with unit() as session:
        assert [made.sentence for made in session.scalars(select(Proposal))] == ["Take out “Send”"]


def test_the_offer_for_another_choice_is_refused_as_a_title_and_stays_in_its_field(browser) -> None:
    form = {"step": "Rework_the_campaign", "do": "eliminate", "act": "send", "reason": "Twice."}
    form = looked_at(browser, PATH, form | {"title": "Take out “Launch the campaign”"})
    page = _post(browser, form, 422).text
    assert "What would happen: Take out “Rework the campaign”." in html.unescape(page)
    assert _fields(page)["title"] == "Take out “Launch the campaign”" and "Twice." in page


def test_programs_are_refused_it_too_with_a_code(app, unit) -> None:
    with unit() as session:
        person = accounts.person(session, "Wim")
        actor = people.actor_for(session, person)
        catalog.process(session, actor, models.linear("Launch", "Rework"), key="brief")
        token = accounts.token(session, person)
    client = app.test_client()
    body = {"title": "Take out “Launch”", "reason": "Twice.", "operations": [{"kind": "eliminate", "step": "Rework"}]}
    head = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/v1/processes/brief/proposals", json=body, headers=head)
    assert (answer.status_code, answer.json["code"]) == (422, "TITLE_MISLEADS")
    assert answer.json["sentence"] == "Take out “Rework”"
    made = client.post("/api/v1/processes/brief/proposals", json=body | {"title": "Less work"}, headers=head).json
    assert (made["sentence"], made["live_version"]) == ("Take out “Rework”", 1)
    assert made["evidence"] == {"flags": [], "comments": [], "praise": []}
    listed = client.get("/api/v1/proposals?process=brief", headers=head).json["items"]
    assert [(p["sentence"], p["title"]) for p in listed] == [("Take out “Rework”", "Less work")]
    tried = client.post(
        "/api/v1/processes/brief/proposals/preview", json={"operations": body["operations"]}, headers=head
    )
    assert tried.json["sentence"] == "Take out “Rework”"


def test_the_preview_says_what_the_other_fields_hold_now(browser) -> None:
    first = _first(browser)
    answer = _post(browser, first | {"step": "Rework_the_campaign"}, path=f"{PATH}/preview").text
    fills = json.loads(re.search(r"data-fills>(.*?)</script>", answer, re.S).group(1))
    assert fills["title"] == fills["offered"] == "Take out “Rework the campaign”"
    assert (fills["name"], fills["of"]) == ("Rework the campaign", "Rework_the_campaign")
    assert '<p class="change-sentence">Take out “Rework the campaign”.</p>' in answer
    assert not answer.lstrip().startswith("<script"), "browsers would put it into the head, and the page would lose it"


def test_revising_makes_the_title_follow_unless_somebody_typed_one(browser, unit) -> None:
    for title, then in (("Take out “Send”", "Rename “Send” to “Post”"), ("Faster", "Faster")):
        form = {"step": "Send", "do": "eliminate", "act": "send", "reason": "Why not.", "title": title}
        path = _post(browser, looked_at(browser, PATH, form), 303).headers["Location"]
        page = browser.get(f"{path}/revise").text
        change = _fields(page) | {
            "step": "Send",
            "do": "retitle",
            "name": "Post",
            "reason": "Why not.",
            "act": "preview",
        }
        page = _post(browser, change, 200, f"{path}/revise").text
        _post(browser, change | _fields(page) | {"act": "send"}, 303, f"{path}/revise")
        with unit() as session:
            made = session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
            assert (made.title, made.sentence) == (then, "Rename “Send” to “Post”")


def test_what_the_form_has_no_place_for_is_kept_until_somebody_drops_it(browser, unit) -> None:
    with unit() as session:
        process = session.scalars(select(Process)).one()
        actor = people.actor_for(session, session.get_one(Person, process.owner_id))
        names = {"Launch_the_campaign": "Begin", "Rework_the_campaign": "Mend it"}
        wanted = [{"kind": "retitle", "step": step, "title": title} for step, title in names.items()]
        draft = actions.create(session, actor, process, actions.Draft("Say what it is", "Clearer.", wanted))
        path = f"/proposals/{draft.id}/revise"
    page = html.unescape(browser.get(path).text)
    assert "What else is proposed with it" in page and "Rename “Rework the campaign” to “Mend it”" in page
    more = {
        "more": json.dumps(wanted[1]),
        "step": "Launch_the_campaign",
        "do": "retitle",
        "name": "Begin",
        "reason": "x",
    }
    kept = html.unescape(_post(browser, more | {"act": "preview"}, path=path).text)
    assert 'to “Begin” and rename “Rework the campaign” to “Mend it”">' in kept
    assert _post(browser, more | {"more": "{nonsense", "act": "preview"}, path=path)
    dropped = html.unescape(_post(browser, more | {"more": "", "act": "preview"}, path=path).text)
    assert 'name="shown" value="Rename “Launch the campaign” to “Begin”"' in dropped


@pytest.mark.parametrize(
    "fields",
    [
        {"more": '{"kind": "eliminate"}', "way_out": "cascade:Send"},
        {"more": '{"kind": "eliminate", "step": ["x"]}', "way_out": "keep:Send"},
        {"more": "[1]"},
        {"more": '{"kind": 5}'},
    ],
)
def test_what_nobodys_page_wrote_is_nothing(browser, fields) -> None:
    chosen = {"step": "Send", "do": "eliminate"}
    page = _post(browser, {**chosen, "act": "preview", **fields}).text
    part = _post(browser, {**chosen, **fields}, 200, f"{PATH}/preview").text
    assert 'name="more"' not in page
    if "way_out" not in fields:
        assert all('name="shown" value="Take out “Send”"' in html.unescape(told) for told in (page, part))


@pytest.mark.parametrize("operations", ["[1]", '["x"]', "[[]]", '{"a":1}', "5", "null"])
def test_an_address_of_a_drawing_that_holds_no_operations_is_refused(browser, operations) -> None:
    answer = browser.get(f"{PATH}/after.bpmn", query_string={"operations": operations, "version": "1"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "operations",
    [
        [{"kind": "instruct", "step": "Send", "text": ""}, {"kind": "eliminate", "step": "Launch_the_campaign"}],
        [{"kind": "eliminate", "step": "Send"}, {"kind": "retitle", "step": "begin", "title": "Go"}],
    ],
)
def test_a_revision_sent_as_it_was_shown_asks_for_the_same(browser, unit, operations) -> None:
    with unit() as session:
        process = session.scalars(select(Process).where(Process.key == "brief")).one()
        author = people.actor_for(session, process.owner_id)
        draft = actions.create(session, author, process, actions.Draft("Less", "Why not?", operations))
    path = f"/proposals/{draft.id}/revise"
    page = browser.get(path).text
    sent: dict[str, Any] = _fields(page) | {"reason": "Why not?", "revision": "1"}
    chosen = re.search(r'<option value="([^"]+)" selected', page)
    sent |= {"step": chosen.group(1)} if chosen else {}
    for name in ("do", "more", "also"):
        tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        ticked = [html.unescape(re.search(r'value="([^"]*)"', tag).group(1)) for tag in tags if "checked" in tag]
        sent[name] = ticked[0] if name == "do" else ticked
    shown = _post(browser, sent | {"act": "preview"}, 200, path).text
    _post(browser, sent | {"shown": _fields(shown).get("shown", ""), "act": "send"}, 303, path)
    with unit() as session:
        found = session.get_one(Proposal, draft.id)
        stored = queries.revision(session, found).operations
    without = [{k: v for k, v in one.items() if k != "cascade"} for one in stored]
    assert sorted(without, key=str) == sorted(operations, key=str)
