"""What helps while a comment is written: people who may read it, steps of the process, a look at it before."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.accounts import queries as people
from app.kernel.pages.markdown import to_html
from tests.factories import accounts, discussion, proposals
from tests.support.counting import count_statements


@pytest.fixture
def house(app, unit):
    """A process of a unit, some who see it and some who do not."""
    with unit() as session:
        north = accounts.unit(session, "North")
        ines = accounts.person(session, "Ines Duarte", "manager", north)
        anna, amir = (
            accounts.person(session, "Anna Berg", "worker", north),
            accounts.person(session, "Amir Aydin", "worker", north),
        )
        accounts.person(session, "Ann Elsewhere", "worker", accounts.unit(session, "South"))
        accounts.person(session, "Anton Partner", "worker", accounts.unit(session, "Printing Ltd", "partner"))
        process = discussion.process(
            session, people.actor_for(session, ines), unit_id=north.id, unit_path=north.path, visibility="unit"
        )
        discussion.comment(session, people.actor_for(session, amir), process, step_id="Check")
        return SimpleNamespace(
            process=process, session=session, unit=unit, anna=anna,
            owner=accounts.signed_in(app, session, ines), worker=accounts.signed_in(app, session, anna),
        )  # fmt: skip


def offered(client, process, **asked):
    answer = client.get("/comments/offers", query_string={"process": process.id, **asked})
    assert answer.status_code == 200
    return answer.json["items"]


def test_people_who_may_read_it_are_offered_who_is_concerned_first(house):
    named = [one["words"] for one in offered(house.owner, house.process, step="Check", q="an")]
    assert named == ["Anna Berg"]
    assert [one["words"] for one in offered(house.owner, house.process, step="Check", q="")] == [
        "Amir Aydin",
        "Anna Berg",
    ]
    here = offered(house.worker, house.process, step="Send", q="")
    assert [one["words"] for one in here] == ["Ines Duarte", "Amir Aydin"]
    assert here[0]["value"] == here[0]["more"] and here[0]["value"].startswith("@ines.duarte")


def test_steps_are_offered_as_links_that_every_comment_shows(house):
    (found,) = offered(house.owner, house.process, of="steps", q="check")
    assert found["words"] == "Check it"
    address = f"/processes/{house.process.key}/steps/Check"
    assert found["value"] == f"[Check it]({address})"
    assert f'<a href="{address}"' in to_html(f"See {found['value']} first")
    assert len(offered(house.owner, house.process, of="steps", q="")) == 3


def test_names_and_ids_of_any_kind_stay_links(house, app):
    with house.unit() as session:
        discussion.version(session, session.merge(house.process), ("a (b) [c] ü",))
    (found,) = offered(house.owner, house.process, of="steps", q="a (b")
    shown = to_html(found["value"])
    assert shown.count("<a ") == 1 and ">a (b) [c] ü it</a>" in shown


def test_who_does_not_see_the_process_is_told_nothing(house, app):
    with house.unit() as session:
        stranger = accounts.signed_in(
            app, session, accounts.person(session, "Sam", "worker", accounts.unit(session, "Other", "partner"))
        )
    outside = stranger.get("/comments/offers", query_string={"process": house.process.id})
    assert outside.status_code == 404
    assert app.test_client().get("/comments/offers", query_string={"process": house.process.id}).status_code != 200
    assert stranger.get("/comments/offers").status_code == 404
    assert house.owner.get(f"/comments/offers?process={house.process.id}&case=none").status_code == 404


def test_who_may_not_read_a_draft_is_not_told_who_may(app, unit):
    with unit() as session:
        world = proposals.world(session)
        draft = proposals.draft(session, world.workers[0], world.process).id
        author, other = (
            accounts.signed_in(app, session, people.people(session, [one.id])[one.id]) for one in world.workers[:2]
        )
    assert offered(author, world.process, proposal=draft, q="")
    refused = other.get("/comments/offers", query_string={"process": world.process.id, "proposal": draft})
    assert refused.status_code == 404


def test_however_many_there_are_it_takes_as_many_statements(house, database):
    def statements() -> int:
        with count_statements(database) as seen:
            offered(house.worker, house.process, step="Check", q="a")
        return len(seen)

    few = statements()
    with house.unit() as session:
        north = accounts.unit(session, "North again")
        for n in range(60):
            accounts.person(session, f"Another {n}", "worker", north)
    assert statements() == few


def test_how_it_will_look(house):
    sent = {**accounts.CSRF, "text": "**now** <script>x</script>"}
    shown = house.worker.post("/comments/preview", data=sent)
    assert shown.status_code == 200 and "<strong>now</strong>" in shown.text and "<script>" not in shown.text
