"""The pages of proposals and rollouts as people use them, without scripts."""

from __future__ import annotations

import io
import re

from lxml import html
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.tables import Person
from app.kernel import jobs
from app.proposals.tables import Proposal
from app.rollout.tables import Rollout
from tests.app.proposals.room import CHOSEN, WORDS, Room, send
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements
from tests.support.pictures import picture


def test_the_loop_by_forms_alone(room, database, unit) -> None:
    assert "Choose a step" in room.get("wim", "/processes/brief/improve")
    page = room.post("wim", "/processes/brief/improve", 200, act="preview", **CHOSEN, **WORDS).text
    assert "is taken out" in page and "Nobody reads it." in page, "what was typed is kept"
    assert "Ask 4 people to vote" in page and "1 running case" in page
    path = send(room)
    page = room.get("wanda", path)
    for words in (
        "Stop printing",
        "Vote yes",
        "more people say yes than no",
        "A manager must approve",
        "is taken out",
    ):
        assert words in page, words
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", reason="Right.", revision="1")
    page = room.get("wanda", path)
    assert "You voted yes." in page and "<small>your vote" in page and "Change your vote" in page
    room.post("olga", f"{path}/close", revision="1")
    assert "Approve and make live" not in room.get("wanda", path)
    assert "moves 1 running case;" in room.get("max", path)
    room.post("max", f"{path}/approve", note="Good.", revision="1")
    jobs.drain(database)
    with unit() as session:
        rollout = session.scalars(select(Rollout.id)).one()
    assert "It is version 2" in room.get("wim", path)
    page = room.get("max", f"/rollouts/{rollout}")
    assert "Case by case" in page and "Take version 2 back" in page
    assert "Take version 2 back" not in room.get("wanda", f"/rollouts/{rollout}")
    assert "The one running case is on the new version." in room.get("wim", f"/rollouts/{rollout}/progress")
    page = room.get("wanda", "/processes/brief/versions/2/changed")
    assert "I have read it" in page and "is taken out" in page
    room.post("wanda", "/processes/brief/versions/2/changed")
    assert "You have read it" in room.get("wanda", "/processes/brief/versions/2/changed")
    assert "Stop printing" in room.get("wim", "/processes/brief/versions/2")
    assert "Stop printing" in room.get("wim", "/processes/brief/versions")
    room.post("max", f"/rollouts/{rollout}/revert", 422, reason="")
    room.post("max", f"/rollouts/{rollout}/revert", reason="Auditors.")
    assert "This version was taken back." in room.get("wim", f"/rollouts/{rollout}")
    late = room.post("max", f"/rollouts/{rollout}/revert", 409, reason="Me too, for the auditors.").text
    assert "taken back already" in late and "Me too, for the auditors." in late


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(room) -> None:
    page = room.send("wim", expect=422, **CHOSEN, title="Stop it", reason="").text
    assert "Say why" in page and "Stop it" in page
    room.post("wim", "/processes/brief/improve", 422, act="send", **WORDS, step="", do="eliminate")


def test_pictures_under_a_draft_are_for_those_who_see_it(room) -> None:
    path = room.send("wim", act="draft", **CHOSEN, **WORDS).headers["Location"]
    room.post("wim", f"{path}/comments", text="Look", pictures=(io.BytesIO(picture()), "shelf.png"))
    shown = room.get("wim", f"{path}?tab=conversation").partition('<a href="/pictures/')[2].partition('"')[0]
    comment = room.get("wim", f"{path}?tab=conversation").partition('id="comment-')[2].partition('"')[0]
    for address in (f"/pictures/{shown}", f"/pictures/{shown}/small", f"/comments/{comment}"):
        assert room.browsers["wim"].get(address).status_code in (200, 303)
        room.get("wanda", address, 404)
    room.post("wanda", f"/comments/{comment}/react", 404, kind="agree")
    room.post("wim", f"{path}/comments", 422, text="Look", pictures=(io.BytesIO(b"no"), "shelf.png"))
    room.post("wim", f"{path}/discuss", revision="1")
    assert room.browsers["wanda"].get(f"/pictures/{shown}").content_type == "image/webp"


def test_a_draft_can_be_kept_and_opened_later(room) -> None:
    path = room.send("wim", act="draft", **CHOSEN, **WORDS).headers["Location"]
    room.get("wanda", path, 404)
    assert "Open the vote" in room.get("wim", path)
    room.post("wim", f"{path}/discuss", revision="1")
    room.post("wanda", f"{path}/comments", text="And who signs then?")
    assert "And who signs then?" in room.get("wim", path)
    room.post("wim", f"{path}/open", revision="1")
    assert "Vote yes" in room.get("wanda", path)


def test_a_refusal_offers_its_ways_out_as_buttons(app, unit) -> None:
    room = Room()
    with unit() as session:
        person = accounts.person(session, "Wim")
        actor = people.actor_for(session, person)
        inside = (
            models.task("A") + models.task("B") + '<startEvent id="s"/><endEvent id="e"/><endEvent id="late"/>'
            '<boundaryEvent id="t" name="Too late" attachedToRef="A"><timerEventDefinition><timeDuration>PT1H'
            "</timeDuration></timerEventDefinition></boundaryEvent>"
            + models.flow("s", "A") + models.flow("A", "B") + models.flow("B", "e") + models.flow("t", "late")
        )  # fmt: skip
        catalog.process(session, actor, models.bpmn(inside), key="timed")
        room.browsers["wim"] = accounts.signed_in(app, session, person)
    form = {"step": "A", "do": "eliminate", "act": "preview"}
    page = room.post("wim", "/processes/timed/improve", 200, **form).text
    way_out = re.search(r'name="way_out" value="(cascade:[^"]+)"', page)
    assert way_out
    page = room.post("wim", "/processes/timed/improve", 200, **form, way_out=way_out.group(1)).text
    assert "are agreed to" in page and "is taken out" in page
    assert "is taken out" in room.post("wim", "/processes/timed/improve/preview", 200, **form, cascade="A").text


def test_revising_by_the_form_starts_the_vote_again(room) -> None:
    path = send(room)
    room.post("wanda", f"{path}/votes", choice="yes", revision="1")
    assert "Print form" in room.get("wim", f"{path}/revise")
    change = {"step": "Check", "do": "retitle", "name": "Check twice"}
    room.send("wim", f"{path}/revise", revision="1", title="Say twice", reason="Once is forgotten.", **change)
    page = room.get("wanda", path)
    assert "revision 2" in page and "<small>your vote" not in page
    assert "Say twice" in page and "Once is forgotten." in page
    timeline = room.get("wanda", f"{path}?tab=timeline")
    assert "Revision 1: Take out “Print form”" in timeline and "Revision 2: Rename “Check” to “Check twice”" in timeline
    room.post("wanda", f"{path}/votes", 409, choice="no", revision="1")
    assert "0 of 4 have voted" in room.get("wanda", path).replace("\n", " ")


def test_a_page_that_shows_an_older_revision_decides_nothing(room, unit) -> None:
    path = send(room)
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="1")
    room.post("olga", f"{path}/close", revision="1")
    seen = room.get("max", path)
    assert seen.count('name="revision" value="1"') == seen.count(f'action="{path}/') - 1, "all but the comment form"
    change = {"step": "Print_form", "do": "eliminate", "also": ["Check"], "title": "Two at once", "reason": "Faster."}
    room.send("wim", f"{path}/revise", revision="1", **change)
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="2")
    room.post("olga", f"{path}/close", 409, revision="1")
    room.post("olga", f"{path}/close", revision="2")
    for named in ({"revision": "1"}, {}, {"revision": "99"}, {"revision": "two"}):
        answer = room.post("max", f"{path}/approve", 409, note="Fine, B goes.", **named)
        for words in ("It was changed while you read it", "Fine, B goes.", "Two at once"):
            assert words in answer.text, words
        assert "Not any more." in room.post("max", f"{path}/reject", 409, reason="Not any more.", **named).text
    assert "What you read, revision 1" in room.post("max", f"{path}/approve", 409, note="x", revision="1").text
    room.post("wim", f"{path}/withdraw", 409, revision="1")
    answer = room.send("wim", f"{path}/revise", 409, revision="1", **change)
    assert "Two at once" in answer.text and "nothing was done" in answer.text
    with unit() as session:
        kept = session.scalars(select(Proposal)).one()
        assert (kept.state, kept.revision) == ("accepted", 2)
    room.post("max", f"{path}/approve", note="Now I have read it.", revision="2")


def test_the_decision_box_of_a_page_stays_with_the_revision_that_the_page_shows(room) -> None:
    path = send(room)
    assert f"{path}/decision?revision=1" in room.get("wanda", path)
    assert "Vote yes" in room.get("wanda", f"{path}/decision?revision=1")
    room.send("wim", f"{path}/revise", revision="1", step="Check", do="eliminate", **WORDS)
    box = room.get("wanda", f"{path}/decision?revision=1")
    assert "Vote yes" not in box and "It was changed while you read it" in box


def test_a_ballot_is_ticked_with_its_reason_and_sent_by_one_button_that_names_the_effect(room) -> None:
    path = send(room)
    page = html.fromstring(room.get("wanda", path))
    (form,) = page.xpath(f'//form[@action="{path}/votes"]')
    assert form.get("data-draft", "").startswith("vote:")
    order = [field.get("name") for field in form.xpath(".//input[@type='radio'] | .//textarea | .//button")]
    assert order == ["choice", "choice", "choice", "reason", None]
    assert [words.text for words in form.xpath(".//button/span")] == ["Send my vote", "Vote yes", "Vote no", "Abstain"]
    assert "2 more yes votes are needed" in room.get("wanda", path)
    for wrong in ({"choice": "perhaps"}, {}, {"choice": "no", "reason": "x" * 2001}):
        refused = html.fromstring(
            room.post("wanda", f"{path}/votes", 422, revision="1", **{"reason": "Why?"} | wrong).text
        )
        (form,) = refused.xpath(f'//form[@action="{path}/votes"]')
        assert form.xpath(".//textarea")[0].text.strip() == wrong.get("reason", "Why?"), "nothing typed is lost"
        assert form.xpath(".//input[@checked]/@value") == (["no"] if "reason" in wrong else [])
    room.post("wanda", f"{path}/votes", choice="no", reason="Auditors want it.", revision="1")
    page = html.fromstring(room.get("wanda", path))
    assert page.xpath("string(//p[@class='voted'])").split() == ["You", "voted", "no.", "Auditors", "want", "it."]
    assert page.xpath("//details//form//input[@checked]/@value") == ["no"]


def test_who_has_not_voted_unfolds_how_others_did(room) -> None:
    path = send(room)
    room.post("olga", f"{path}/votes", choice="no", reason="Auditors want it.", revision="1")
    folded = "//details[.//*[contains(text(), 'Auditors want it.')]]"
    assert html.fromstring(room.get("wanda", path)).xpath(folded)
    room.post("wanda", f"{path}/votes", choice="yes", revision="1")
    assert not html.fromstring(room.get("wanda", path)).xpath(folded)


def test_what_somebody_typed_is_there_when_the_vote_has_closed(room) -> None:
    path = send(room)
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="1")
    room.post("olga", f"{path}/close", revision="1")
    late = room.post("max", f"{path}/votes", 409, choice="no", reason="I had written much.", revision="1")
    assert "I had written much." in late.text and "You had chosen: <b>no</b>" in late.text


def test_the_policy_page_is_read_by_all_and_changed_by_its_owner(room) -> None:
    assert "Change the policy" not in room.get("wim", "/processes/brief/policy")
    assert "Change the policy" in room.get("olga", "/processes/brief/policy")
    form = {
        "propose": "anyone", "vote": "process", "quorum_kind": "turnout", "absolute": "", "quorum_share": "1/2",
        "majority_share": "2/3", "base": "yes_and_no", "days": "3", "sign_manager": "1", "hidden": "1", "migrate": "1",
    }  # fmt: skip
    room.post("olga", "/processes/brief/policy", seen="0", **form)
    page = room.get("wim", "/processes/brief/policy")
    assert "two thirds" in page and "runs 3 days" in page and "stays hidden" in page
    assert (
        "whole number" in room.post("olga", "/processes/brief/policy", 422, seen="1", **{**form, "days": "three"}).text
    )
    for stale in ({"seen": "0"}, {}):
        late = room.post("olga", "/processes/brief/policy", 409, **stale, **{**form, "days": "9"}).text
        assert "Somebody changed this while" in late and 'value="9"' in late and 'name="seen" value="1"' in late
    unticked = {name: sent for name, sent in form.items() if name not in ("hidden", "migrate")} | {"four_eyes": "1"}
    kept = room.post("olga", "/processes/brief/policy", 422, seen="1", **{**unticked, "days": ""}).text
    assert _ticked(kept) == ["four_eyes"] and re.search(r'name="days" type="text" value=""', kept)
    assert _ticked(room.get("olga", "/processes/brief/policy")) == ["hidden", "migrate"], "nothing of it was stored"
    room.post("wim", "/processes/brief/policy", 403, **form)


def _ticked(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="(\w+)" value="1" checked', page)


def test_a_hidden_vote_is_hidden_on_every_page(room) -> None:
    form = {
        "propose": "anyone", "vote": "process", "quorum_kind": "approval_quorum", "absolute": "3",
        "quorum_share": "1/2", "majority_share": "1/2", "base": "yes_and_no", "days": "3", "sign_manager": "1",
        "hidden": "1",
    }  # fmt: skip
    room.post("olga", "/processes/brief/policy", seen="0", **form)
    path = send(room)
    room.post("wanda", f"{path}/votes", choice="no", reason="tell-tale", revision="1")
    for address in (path, f"{path}/decision", "/proposals", "/", "/notices", "/processes/brief/proposals"):
        page = room.get("max", address)
        assert "tell-tale" not in page and "1 no" not in page, address
    assert "stays hidden" in room.get("max", path)
    assert "tell-tale" in room.get("wanda", path), "one's own vote is one's own to read"


def test_lists_home_and_panels_lead_to_proposals(room) -> None:
    assert "Nobody has proposed anything yet" in room.get("max", "/proposals")
    path = send(room)
    for address in ("/", "/proposals?needs=me", "/proposals?state=voting&process=brief", "/processes/brief/proposals",
                    "/search?q=Stop", "/processes/brief/steps/Print_form"):  # fmt: skip
        assert path in room.get("max", address), address
    assert "Improve this step" in room.get("max", "/processes/brief/steps/Check")
    assert "No such proposal" in room.get("max", "/proposals?state=rejected")


def test_home_takes_votes_on_nothing_that_it_does_not_show(room) -> None:
    whole = send(room)
    number = whole.rpartition("/")[2]
    assert f'action="{whole}/votes"' not in room.get("wanda", "/"), "a closed card shows too little to vote on"
    card = room.get("wanda", f"/?ballot={number}").split('id="ballots"')[1]
    for words in ("“Print form” is taken out", "Nobody reads it.", "Yes</span>", 'value="/proposals/next-ballot"'):
        assert words in card, words
    text = {"step": "Check", "do": "instruct", "text": "Look twice.", "act": "send"}
    longer = {"step": "Print_form", "do": "retitle", "name": "Print", "act": "send", "title": "Short"}
    unseen = [
        room.send("wim", title="Look twice", reason="Once is not enough.", **text),
        room.send("wim", reason="Because. " * 60, **longer),
    ]
    page = room.get("wanda", f"/?ballot={number}")
    assert f'action="{whole}/votes"' in page
    for answer in unseen:
        opened = room.get("wanda", f"/?ballot={str(answer.headers['Location']).rpartition('/')[2]}")
        assert f'action="{answer.headers["Location"]}/votes"' not in opened
    for path in (str(answer.headers["Location"]) for answer in unseen):
        assert f'action="{path}/votes"' not in page and f'href="{path}#decision"' in page


def test_after_a_vote_one_stays_where_one_was_and_nowhere_else(room) -> None:
    path = send(room)
    form = {"choice": "yes", "revision": "1"}
    assert room.post("wanda", f"{path}/votes", **form, back="/#ballots").headers["Location"] == "/#ballots"
    for back in ("", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/evil"):
        assert room.post("wanda", f"{path}/votes", **form, back=back).headers["Location"] == f"{path}#decision", back


def test_strangers_find_nothing(room, app) -> None:
    path = send(room)
    assert app.test_client().get(path).status_code in (303, 401)
    room.get("wim", "/proposals/nothing", 404)
    room.get("wim", "/rollouts/nothing", 404)


def test_the_list_asks_the_same_however_long_it_is(room, database, unit) -> None:
    send(room)
    room.get("max", "/proposals")
    with count_statements(database) as few:
        room.get("max", "/proposals")
    for _ in range(4):
        send(room)
    with count_statements(database) as many:
        room.get("max", "/proposals")
    assert len(many) <= len(few) + 1, f"{few}\n---\n{many}"
    with unit() as session:
        assert len(list(session.scalars(select(Proposal)))) == 5


def test_the_owner_puts_the_deadline_off_and_ends_what_a_leaver_began(room, unit) -> None:
    path = send(room)
    assert "Put the deadline off" in room.get("olga", path) and "Put the deadline off" not in room.get("wim", path)
    for days in ("soon", "0", "91", "0001999999999", "9" * 5000):
        assert "number of days" in room.post("olga", f"{path}/postpone", 422, days=days, revision="1").text
    for version in ("99999999999999999999", "2147483648", "-1"):
        assert room.get("wim", f"{path}/after.bpmn?version={version}", 404)
        assert room.get("wim", f"/processes/brief/improve/after.bpmn?operations=[]&version={version}", 404)
    kept = room.post("olga", f"{path}/postpone", 422, days="90", reason="Everybody is on holiday.", revision="1").text
    assert "Everybody is on holiday." in kept
    room.post("wim", f"{path}/postpone", 403, days="2", revision="1")
    for days in ("2", "1"):
        room.post("olga", f"{path}/postpone", days=days, reason="Everybody is on holiday.", revision="1")
    assert "put the deadline off from" in room.get("wanda", f"{path}?tab=timeline")
    assert room.get("wanda", "/notices").count("there is more time to vote") == 2
    assert "End it" not in room.get("olga", path)
    with unit() as session:
        session.scalars(select(Person).where(Person.name == "Wim")).one().active = False
    assert "End it" in room.get("olga", path)
    assert "Write why" in room.post("olga", f"{path}/end", 422, reason="", revision="1").text
    room.post("olga", f"{path}/end", reason="Wim works elsewhere now.", revision="1")
    assert "ended it: Wim works elsewhere now." in room.get("wanda", f"{path}?tab=timeline")
    assert "Wim works elsewhere now." in room.get("wanda", "/notices")


def test_a_rule_that_nobody_can_meet_is_said_on_each_page(room, app, unit) -> None:
    form = {
        "propose": "anyone", "vote": "process", "quorum_kind": "turnout", "absolute": "500", "quorum_share": "",
        "majority_share": "1/2", "base": "yes_and_no", "days": "3", "sign_manager": "20", "migrate": "1",
    }  # fmt: skip
    room.post("olga", "/processes/brief/policy", seen="0", **form)
    said = (
        "needs 500 votes, but 4 people are asked",
        "20 people with the role manager must approve, but 1 has it here",
    )
    for address in ("/processes/brief/policy", "/processes/brief/improve?step=Check"):
        page = room.get("olga", address)
        assert all(words in page for words in said), address
    assert said[1] in room.get("olga", "/processes/brief"), "the page of the process asks about signatures alone"
    assert said[1] not in room.get("wim", "/processes/brief"), "said to those who can do something about it"
    refused = room.send("wim", expect=409, **CHOSEN, **WORDS).text
    assert said[0] in refused and "Stop printing" in refused
    with unit() as session:
        token = accounts.bearer(session, session.scalars(select(Person).where(Person.name == "Olga")).one())
    answer = app.test_client().get("/api/v1/processes/brief/policy", headers=token).json
    assert set(answer["warnings"]) == {"quorum", "approvals"}
