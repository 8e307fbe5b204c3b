"""Talking about steps in a browser without scripts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.accounts import queries as people
from app.accounts.slots import person_page
from app.catalog.slots import diagram_overlays
from app.discussion import queries
from app.kernel.pages.frame import home_parts
from tests.factories import accounts, discussion
from tests.support.counting import count_statements


@pytest.fixture
def house(app, unit):
    """A process of an owner, a worker, and browsers for both."""
    with unit() as session:
        ines, anna = accounts.person(session, "Ines Duarte", "manager"), accounts.person(session, "Anna Berg")
        process = discussion.process(session, people.actor_for(session, ines))
        return SimpleNamespace(
            process=process, ines=ines, anna=anna, url=f"/processes/{process.key}/steps/Check",
            owner=accounts.signed_in(app, session, ines), worker=accounts.signed_in(app, session, anna),
        )  # fmt: skip


def post(client, url, **data):
    return client.post(url, data={**accounts.CSRF, **data})


def actor(session, person):
    return people.actor_for(session, person)


def test_flag_with_one_tap_then_say_why_then_take_back(house, unit):
    flagged = post(house.worker, f"{house.url}/flags?back=/tasks/abc", kind="low_value")
    assert (flagged.status_code, flagged.location) == (303, "/tasks/abc#discussion")
    page = house.worker.get(f"{house.url}/discussion").text
    assert "You said: not needed. Say why" in page and "over_processing" in page
    refused = post(house.worker, f"{house.url}/flags/low_value", reason="Nobody reads it", waste="laziness")
    assert refused.status_code == 422 and "Nobody reads it" in refused.text
    assert (
        post(house.worker, f"{house.url}/flags/low_value", reason="Nobody reads it", waste="waiting").status_code == 303
    )
    assert "Nobody reads it" in house.owner.get(f"{house.url}/discussion").text
    assert post(house.worker, f"{house.url}/flags", kind="low_value").status_code == 303
    with unit() as session:
        assert queries.counts(session, house.process.id) == {}


def test_comment_and_reply(house, unit):
    sent = post(house.worker, f"{house.url}/comments", text="Why do we **check** it twice?")
    first = sent.location.split("#comment-")[1]
    assert post(house.owner, f"{house.url}/comments", text="Because.", reply_to=first).status_code == 303
    page = house.owner.get(f"/processes/{house.process.key}/discussion").text
    assert "<strong>check</strong>" in page and "Because." in page and "Check it" in page
    assert house.owner.get(f"/comments/{first}").location.endswith(f"/steps/Check?comment={first}#comment-{first}")


def test_nothing_typed_is_lost(house):
    long = "y" * 10_001
    refused = post(house.worker, f"{house.url}/comments", text=long)
    assert refused.status_code == 422 and long in refused.text and "at most 10000" in refused.text
    refused = post(house.worker, f"/processes/{house.process.key}/discussion", text=long)
    assert refused.status_code == 422 and long in refused.text


def test_scripts_in_comments_are_only_words(house):
    post(house.worker, f"{house.url}/comments", text="<script>alert(1)</script> [x](javascript:alert(1))")
    page = house.worker.get(f"{house.url}/discussion").text
    assert "<script>alert" not in page and 'href="javascript' not in page


def test_edit_react_report_hide_delete(house, unit):
    with unit() as session:
        comment = discussion.comment(session, actor(session, house.anna), house.process, "Some words", step_id="Check")
    url = f"/comments/{comment.id}"
    assert "Some words" in house.worker.get(f"{url}/edit").text
    assert post(house.worker, f"{url}/edit", text="").status_code == 422
    assert post(house.worker, f"{url}/edit", text="Better words").status_code == 303
    assert house.owner.get(f"{url}/edit").status_code == 403
    assert post(house.owner, f"{url}/edit", text="Not mine").status_code == 403
    assert post(house.owner, f"{url}/react", kind="agree").status_code == 303
    assert post(house.owner, f"{url}/report", reason="").status_code == 422
    assert post(house.owner, f"{url}/report", reason="Off topic").status_code == 303
    assert "Off topic" in house.owner.get(f"/processes/{house.process.key}/discussion").text
    assert post(house.worker, f"{url}/hide").status_code == 403
    assert post(house.owner, f"{url}/hide").status_code == 303
    assert "Better words" not in house.worker.get(f"{house.url}/discussion").text
    assert post(house.owner, f"{url}/show").status_code == 303
    assert "Better words" in house.worker.get(f"{house.url}/discussion").text
    assert post(house.worker, f"{url}/delete").status_code == 303
    assert "deleted by its author" in house.owner.get(f"{house.url}/discussion").text


def test_scripts_get_only_the_part(house):
    headers = {"HX-Request": "true"}
    part = house.worker.post(f"{house.url}/flags", data={**accounts.CSRF, "kind": "risk"}, headers=headers)
    assert part.status_code == 200 and part.text.lstrip().startswith("<section") and "You said: risky" in part.text


def test_steps_that_are_gone_keep_what_was_said(house, unit):
    with unit() as session:
        discussion.comment(session, actor(session, house.anna), house.process, "I miss it", step_id="Check")
        discussion.version(session, session.merge(house.process), ("Write", "Send"))
    page = house.worker.get(f"/processes/{house.process.key}/discussion").text
    assert page.index("taken out by now") < page.index("I miss it")


def test_empty_discussion_says_what_to_do(house):
    assert "Nobody has said anything yet" in house.worker.get(f"/processes/{house.process.key}/discussion").text


def test_what_one_may_not_see_does_not_exist(app, house, unit):
    with unit() as session:
        partner = accounts.person(session, "Pia", "worker", accounts.unit(session, "Printing Ltd", "partner"))
        outside = accounts.signed_in(app, session, partner)
        comment = discussion.comment(session, actor(session, house.anna), house.process, step_id="Check")
    for url in (f"/processes/{house.process.key}/discussion", f"{house.url}/discussion", f"/comments/{comment.id}"):
        assert outside.get(url).status_code == 404
    for url in (f"{house.url}/flags", f"{house.url}/comments", f"/comments/{comment.id}/react"):
        assert post(outside, url, kind="agree", text="Hello").status_code == 404


def test_statements_do_not_grow_with_what_is_said(house, unit, database):
    def statements():
        with count_statements(database) as counted:
            assert house.worker.get(f"/processes/{house.process.key}/discussion").status_code == 200
            assert house.worker.get(f"{house.url}/discussion").status_code == 200
        return len(counted)

    def talk(session, times):
        for number in range(times):
            who = accounts.actor(session)
            said = discussion.comment(session, who, house.process, f"Words {number}", step_id="Check")
            discussion.comment(session, who, house.process, "Reply", step_id="Check", reply_to=said.id)
            discussion.flag(session, who, house.process, "Check")

    with unit() as session:
        talk(session, 1)
    few = statements()
    with unit() as session:
        talk(session, 10)
    assert statements() == few


def test_slots(app, house, unit):
    with unit() as session:
        who = actor(session, house.anna)
        discussion.flag(session, who, house.process, "Check", reason="Nobody reads it")
        discussion.comment(session, who, house.process, "Why?", step_id="Check")
        owner = actor(session, house.ines)
        with app.test_request_context("/"):
            from flask import g

            g.session, g.actor = session, owner
            collected = diagram_overlays.answers(session, owner, process=house.process, version=None)
            marks = [(m["step"], m["kind"], m["text"]) for given in collected for m in given]
            assert ("Check", "flag", "1") in marks and ("Check", "comment", "1") in marks
            near = _home(session, owner)
            assert "Nobody reads it" in near and "Check it" in near
            assert "Nobody reads it" not in _home(session, who)
            assert "Why?" in str(person_page.html(session, owner, person=house.anna))


def _home(session, who):
    return "".join(str(part.draw(False)) for part in home_parts.answers(session, who))
