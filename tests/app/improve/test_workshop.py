"""The workshop: one change after the other in a list, each on what the others make; without scripts."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts import queries as people
from app.accounts.tables import Person
from app.improve.tables import ChangeDraft, ChangeDraftPerson, ChangeDraftState
from app.kernel.policy import SYSTEM
from app.privacy.actions import anonymise
from app.proposals import queries
from app.proposals.tables import Proposal
from tests.factories import accounts, catalog, models

IMPROVE = "/processes/brief/improve"
SIGN = {"step": "Write", "do": "insert", "insert_title": "Sign"}


@pytest.fixture
def hired(app, unit) -> dict[str, Any]:
    """Give the browsers of two who may propose, and of a guest of neither."""
    with unit() as session:
        both = {name: accounts.person(session, name) for name in ("Wim", "Nora")}
        xml = models.linear("Write", "Check", "Send")
        catalog.process(session, people.actor_for(session, both["Wim"]), xml, key="brief", title="Brief")
        return {name: (accounts.signed_in(app, session, person), person.id) for name, person in both.items()}


@pytest.fixture
def browser(hired) -> Any:
    """Give the browser of somebody who may propose."""
    return hired["Wim"][0]


class Page:
    """A page of the workshop as a browser without scripts has it."""

    def __init__(self, browser: Any, path: str) -> None:
        self.browser, self.path = browser, path
        answer = browser.get(path)
        assert answer.status_code == 200, answer.text[-3000:]
        self.raw = answer.text

    @property
    def text(self) -> str:
        """What it says."""
        return html.unescape(self.raw)

    @property
    def hidden(self) -> dict[str, str]:
        """What the form carries."""
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.raw)
        return {name: html.unescape(value) for name, value in found if name != "csrf_token"}

    @property
    def listed(self) -> list[str]:
        """The changes in the list, in words."""
        return re.findall(r'class="shop-words">(.*?)</span>', self.text)

    def act(self, act: str, expect: int = 303, **fields: Any) -> Page:
        """Press a button, and see where it leads."""
        form = {**accounts.CSRF, **self.hidden, **fields, "act": act}
        answer = self.browser.post(self.path.partition("?")[0], data=form)
        assert answer.status_code == expect, answer.text[-3000:]
        if expect == 303:
            return Page(self.browser, answer.headers["Location"])
        self.raw = answer.text
        return self


def begun(browser: Any, **first: Any) -> Page:
    """Begin a change on the improve page."""
    answer = browser.post(IMPROVE, data={**accounts.CSRF, **first, "act": "workshop"})
    assert answer.status_code == 303, answer.text[-3000:]
    return Page(browser, answer.headers["Location"])


def test_one_change_after_the_other_each_on_what_the_others_make(browser, unit) -> None:
    page = begun(browser, **SIGN, reason="Why?")
    assert page.listed == ["Add “Sign” between “Write” and “Check”"] and ">Why?</textarea>" in page.text
    new = re.findall(r'<option value="(Activity_\w+)">“?Sign', page.text)[0]
    page = page.act("add", step=new, do="retitle", name="Sign it", of=new)
    assert page.listed[1] == "Rename “Sign” to “Sign it”"
    assert "In the list now: Rename “Sign” to “Sign it”." in page.text
    page = page.act("add", step="Check", do="eliminate")
    assert len(page.listed) == 3 and "Check</option>" not in page.text, "what is taken out cannot be chosen any more"
    page = page.act("send", reason="It goes round twice.")
    assert "/proposals/" in page.path
    with unit() as session:
        made = session.scalars(select(Proposal)).one()
        assert made.state == "voting" and made.reason == "It goes round twice."
        assert made.sentence == "Take out “Check”; add “Sign” between “Write” and “Send”; rename “Sign” to “Sign it”"
        assert len(queries.revision(session, made).operations) == 3
        assert session.scalar(select(func.count()).select_from(ChangeDraft)) == 0
        assert session.scalar(select(func.count()).select_from(ChangeDraftState)) == 0


def test_changes_are_taken_out_put_elsewhere_undone_and_done_again(browser) -> None:
    page = begun(browser, step="Write", do="retitle", name="Draft").act("add", step="Send", do="retitle", name="Post")
    first, second = "Rename “Write” to “Draft”", "Rename “Send” to “Post”"
    assert page.listed == [first, second]
    page = page.act("down:0")
    assert page.listed == [second, first]
    page = page.act("remove:0")
    assert page.listed == [first] and "You can undo that." in page.text
    page = page.act("undo").act("undo")
    assert page.listed == [first, second]
    page = page.act("redo")
    assert page.listed == [second, first]
    page = page.act("undo").act("remove:1")
    assert page.listed == [first]
    assert 'data-redo="" disabled' in page.text or re.search(r'value="redo"[^>]*disabled', page.text)
    page.act("redo", 409)
    assert "There is nothing left to go back to, or forth." in page.text


def test_what_another_change_needs_stays_and_why_is_said(browser) -> None:
    page = begun(browser, **SIGN)
    new = re.findall(r'<option value="(Activity_\w+)">“?Sign', page.text)[0]
    page = page.act("add", step=new, do="retitle", name="Sign it", of=new)
    page.act("remove:0", 422, reason="typed meanwhile")
    assert "Rename “Sign” to “Sign it”: this is about what another change in the list makes" in page.text
    assert len(page.listed) == 2 and "typed meanwhile" in page.text
    page.act("up:1", 422)
    assert "would not fit then" in page.text


def test_what_cannot_be_added_is_said_with_its_ways_out(browser) -> None:
    page = begun(browser, step="Check", do="eliminate")
    page.act("add", 422, step="Write", do="split", split_titles="Only one", of="Write")
    assert 'href="#f-split_titles"' in page.text and "Only one" in page.text
    page.act("add", 422, step="", do="")
    assert "Choose a step first" in page.text
    same = page.act("add", step="Write", do="retitle", name="Draft", of="Write")
    same.act("add", 422, step="Write", do="retitle", name="Draft", of="Write")
    assert len(same.listed) == 2
    for nowhere in ("7", "9" * 5000, "²", "-1", ""):
        same.act(f"remove:{nowhere}", 422)
        assert "This change is not in the list any more." in same.text


def test_nothing_is_sent_that_is_not_in_the_list_or_was_not_shown(browser, unit) -> None:
    page = begun(browser)
    page.act("send", 422, reason="Why not?")
    assert "So far nothing would change." in page.text
    page = page.act("add", step="Check", do="eliminate")
    page.act("send", 422, reason="Why not?", step="Send", do="eliminate", of="Send")
    assert "You chose a change that is not in the list yet: Take out “Send”." in page.text
    page.act("send", 422, reason="Why not?", shown="something else")
    assert "You chose something else than what was shown to you" in page.text
    page.act("send", 422)
    assert "Say why, so that others can judge it." in page.text
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_what_is_typed_and_chosen_survives_each_act(browser) -> None:
    page = begun(browser, step="Check", do="eliminate")
    page = page.act("preview", step="Send", do="retitle", name="Post", of="Send", reason="Since …", title="Short")
    assert 'value="Short"' in page.text and "Since …" in page.text
    assert 'value="Post"' in page.text and re.search(r'value="Send" selected', page.text)
    assert "Rename “Send” to “Post”." in page.text and len(page.listed) == 1
    assert ">Since …</textarea>" in page.act("save").text
    assert "Short" in html.unescape(browser.get(IMPROVE).text), "it is found again where changes are proposed"


def test_a_preview_tells_the_map_what_the_next_change_makes_of_it(browser) -> None:
    page = begun(browser, step="Check", do="eliminate")
    form = {**accounts.CSRF, **page.hidden, "step": "Send", "do": "retitle", "name": "Post", "ways_of": "Send|"}
    part = html.unescape(browser.post(f"{page.path}/preview", data=form).text)
    assert "Rename “Send” to “Post”." in part and "<template" not in part and 'data-map="shop-map"' in part
    (after,) = re.findall(r'"after": ?"(.*?)"', part)
    drawn = browser.get(after.encode().decode("unicode_escape"))
    assert drawn.status_code == 200 and 'name="Post"' in drawn.text and 'name="Check"' not in drawn.text
    for state in ("99", "9" * 40, "-1"):
        assert browser.get(f"{page.path}/after.bpmn?state={state}").status_code == 404
    assert browser.get(f"{page.path}/after.bpmn?more=nonsense").status_code == 422


def test_nobody_else_sees_it_until_it_is_shared(hired, browser) -> None:
    page = begun(browser, step="Check", do="eliminate")
    nora, nora_id = hired["Nora"]
    assert nora.get(page.path).status_code == 404
    assert nora.post(page.path, data={**accounts.CSRF, "act": "drop"}).status_code == 404
    page.act("share", 422)
    assert "Choose somebody who may propose" in page.text
    page = page.act("share", person=nora_id)
    assert "Nora can work on it now" in page.text
    hers = Page(nora, page.path)
    assert hers.listed == ["Take out “Check”"] and page.path in nora.get(IMPROVE).text
    assert hers.act("drop", 403).listed, "who did not begin it cannot delete it"
    left = hers.act("leave:" + nora_id)
    assert "You do not work on it any more." in left.text and "is deleted" not in left.text
    assert nora.get(page.path).status_code == 404
    assert "What you were putting together is deleted." in page.act("drop").text


def test_who_saves_over_something_newer_is_asked_and_puts_both_together(hired, browser) -> None:
    page = begun(browser, step="Check", do="eliminate").act("share", person=hired["Nora"][1])
    hers = Page(hired["Nora"][0], page.path)
    page = page.act("add", step="Send", do="retitle", name="Post", of="Send", reason="He says so.")
    hers.act("add", 409, step="Write", do="retitle", name="Draft", of="Write", reason="She says so.")
    for words in (
        "What Wim did",
        "Rename “Send” to “Post”",
        "Rename “Write” to “Draft”",
        "He says so.",
        "She says so.",
    ):
        assert words in hers.text
    both = hers.act("both")
    assert both.listed == ["Take out “Check”", "Rename “Send” to “Post”", "Rename “Write” to “Draft”"]
    assert "He says so.\n\nShe says so." in both.text
    assert len(both.act("undo").listed) == 2


@pytest.mark.parametrize(
    ("choice", "now", "way", "then"),
    [("theirs", ["Send"], "redo", ["Write"]), ("mine", ["Write"], "undo", ["Send"])],
)
def test_who_keeps_one_of_two_lists_can_have_the_other_again(hired, browser, choice, now, way, then) -> None:
    page = begun(browser).act("share", person=hired["Nora"][1])
    hers = Page(hired["Nora"][0], page.path)
    page.act("add", step="Send", do="retitle", name="Post", of="Send")
    hers.act("add", 409, step="Write", do="retitle", name="Draft", of="Write")
    kept = hers.act(choice)
    assert [re.findall("“(.*?)”", words)[0] for words in kept.listed] == now
    assert [re.findall("“(.*?)”", words)[0] for words in kept.act(way).listed] == then


def test_lines_are_the_same_however_a_browser_sends_them(hired, browser) -> None:
    """Forms come with other ends of lines than they had; unchanged texts would count as changed, and stand twice."""
    page = begun(browser, reason="One.\nTwo.").act("share", person=hired["Nora"][1])
    hers = Page(hired["Nora"][0], page.path)
    page.act("add", step="Send", do="retitle", name="Post", of="Send")
    hers.act("add", 409, step="Write", do="retitle", name="Draft", of="Write", reason="One.\r\nTwo.\r\nThree.")
    sent = {name: text.replace("\n", "\r\n") for name, text in hers.hidden.items()}
    both = hers.act("both", **sent)
    assert ">One.\nTwo.\nThree.</textarea>" in both.text
    both.act("save", reason="Four.\r\nFive.")


@pytest.mark.parametrize("choice", ["both", "theirs", "mine"])
@pytest.mark.parametrize(
    "mine", ['[{"kind": "nonsense"}]', '[{"id": []}]', "[1]", "{}", "[", '[{"kind": "retitle", "id": ["a"]}]']
)
def test_a_list_that_no_page_wrote_is_not_kept(browser, choice: str, mine: str) -> None:
    page = begun(browser, step="Check", do="eliminate")
    page.act(choice, 422, mine=mine, base="[]")
    assert "What this page carried cannot be read." in page.text
    assert Page(browser, page.path).listed == ["Take out “Check”"]


def test_two_long_lists_can_be_chosen_between(browser) -> None:
    mine = '[{"kind": "eliminate", "step": "Check"}' + " " * 600_000 + "]"
    assert begun(browser).act("mine", mine=mine, base="[]").listed == ["Take out “Check”"]


def test_the_state_that_holds_is_kept_however_many_come_after_it(browser, monkeypatch) -> None:
    from app.improve.actions import drafts

    monkeypatch.setattr(drafts, "MOST_STATES", 2)
    page = begun(browser).act("add", step="Send", do="retitle", name="Post", of="Send").act("undo")
    page = page.act("theirs", mine='[{"kind": "eliminate", "step": "Check"}]', base="[]")
    assert page.listed == [] and page.act("redo").listed == ["Take out “Check”"]


def test_what_others_work_on_too_stays_with_them_when_who_began_it_goes(hired, browser, unit) -> None:
    page = begun(browser, step="Check", do="eliminate").act("share", person=hired["Nora"][1])
    alone = begun(browser)
    with unit() as session:
        gone = anonymise(session, SYSTEM, session.get_one(Person, hired["Wim"][1]))
        assert gone["changes that they were putting together"] == 1
    hers = Page(hired["Nora"][0], page.path)
    assert hers.listed == ["Take out “Check”"] and 'value="drop"' in hers.raw, "it is hers now"
    with unit() as session:
        assert session.get(ChangeDraft, alone.path.rpartition("/")[2]) is None
        assert session.scalar(select(func.count()).select_from(ChangeDraftPerson)) == 0


def test_a_third_state_is_not_written_over_either(hired, browser) -> None:
    page = begun(browser).act("share", person=hired["Nora"][1])
    hers = Page(hired["Nora"][0], page.path)
    page = page.act("add", step="Send", do="retitle", name="Post", of="Send")
    hers.act("add", 409, step="Write", do="retitle", name="Draft", of="Write")
    page.act("add", step="Check", do="eliminate", of="Check")
    hers.act("both", 409)
    assert "It was changed once more meanwhile." in hers.text and len(hers.listed) == 2


def test_what_does_not_go_together_is_not_offered(hired, browser) -> None:
    page = begun(browser).act("share", person=hired["Nora"][1])
    hers = Page(hired["Nora"][0], page.path)
    page.act("add", step="Send", do="eliminate", of="Send")
    hers.act("add", 409, step="Send", do="split", split_titles="Pack\nPost", of="Send")
    assert "The two cannot be put together" in hers.text and 'value="both"' not in hers.text


def drawn(page: Page, xml: bytes, expect: int = 303) -> Page:
    """Send what somebody drew by hand."""
    return page.act("draw", expect, drawn=(BytesIO(xml), "drawn.bpmn"))


def test_what_is_drawn_by_hand_becomes_changes_of_the_list(browser) -> None:
    page = begun(browser, step="Send", do="retitle", name="Post")
    xml = browser.get(f"{page.path}/after.bpmn").data
    page = drawn(page, xml.replace(b'name="Write"', b'name="Draft"'))
    assert page.listed == ["Rename “Send” to “Post”", "Rename “Write” to “Draft”"]
    assert "What you drew is in the list now: 1 change." in page.text
    drawn(page, xml.replace(b'name="Write"', b'name="Draft"'), 422)
    assert "Nothing that you drew changes what happens, only how it looks." in page.text
    drawn(page, b"<nonsense", 422)
    page.act("draw", 422)
    assert "What this page carried cannot be read." in page.text and len(page.listed) == 2


def test_what_no_change_can_say_is_drawn_by_hand_and_said_so(browser) -> None:
    page = begun(browser, step="Send", do="retitle", name="Post")
    xml = browser.get(f"{page.path}/after.bpmn").data
    script = b'<scriptTask id="Check" name="Check" scriptFormat="python"><script>total = 1</script></scriptTask>'
    page = drawn(page, re.sub(rb'<userTask id="Check"[^>]*?(/>|>.*?</userTask>)', script, xml, flags=re.DOTALL))
    assert len(page.listed) == 2 and page.listed[1].startswith("Redraw the process by hand: ")
    assert "it is in the list as drawn by hand, and who votes reads that." in page.text
