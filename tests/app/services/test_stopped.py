"""What could not go on stands above the story of its case: why, where in its script, how many are like it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.accounts.tables import Person
from app.cases import actions as cases
from app.cases import queries
from app.services.pages import incidents as pages
from app.services.queries.stopped import look_into
from app.services.words import masked
from processes.expressions.sandbox import Sandbox
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

SCRIPT = "price = rate * 2\nshare = price / people"
MODEL = models.bpmn(
    f'<startEvent id="begin"/><scriptTask id="Share" name="Share the price"><script>{SCRIPT}</script></scriptTask>'
    + models.task("Close")
    + '<endEvent id="done"/>'
    + models.chain("begin", "Share", "Close", "done")
)


@pytest.fixture
def scene(app, unit):
    """Four cases that stopped: three at the same line for the same reason, one of another process."""
    with unit() as session:
        owner = accounts.actor(session, "Mona Manager", role="manager")
        ops = accounts.actor(session, "Olaf Ops", role="ops")
        worker = accounts.actor(session, "Wilma Worker")
        process = catalog.process(session, owner, MODEL, key="share", mode="executable")
        other = catalog.process(session, owner, MODEL, key="other", mode="executable")
        data = {"rate": 5, "people": 0, "api_token": "abc123"}
        ids = [cases.start(session, owner, process, data | more, "No 1").id for more in ({}, {}, {"broken": True})]
        cases.start(session, owner, other, data)
        session.flush()

        def browser(actor):
            return accounts.signed_in(app, session, session.get(Person, actor.id))

        return SimpleNamespace(
            ids=ids, ops=ops, olaf=browser(ops), wilma=browser(worker),
            bearer=accounts.bearer(session, session.get(Person, ops.id)),
        )  # fmt: skip


def test_alike_is_the_same_cause_at_the_same_step(scene, unit, database) -> None:
    with unit() as session:
        case = queries.instance(session, scene.ops, scene.ids[0])
        rows = queries.incidents_of(session, case.id)
        look_into(session, scene.ops, case, rows)
        with count_statements(database) as counted:
            (looked,) = look_into(session, scene.ops, case, rows)
        assert looked.others == 2 and looked.place.line == 2 and looked.place.values == (("people", 0),)
        assert len(counted) <= 4, str(counted)
        found = queries.incidents(session, scene.ops, like=rows[0].id).items
        assert {row.instance_id for row in found} == set(scene.ids)
        assert len(queries.incidents(session, scene.ops, step="Share").items) == 4


def test_all_like_it_are_tried_and_it_is_told_how_many_went_on(scene, unit, monkeypatch) -> None:
    really = Sandbox.execute

    def mended(self, script, data):
        return really(self, script, data) if data.get("broken") else {"share": 1}

    monkeypatch.setattr(Sandbox, "execute", mended)
    with unit() as session:
        (one,) = queries.incidents_of(session, scene.ids[0])
        stranger = accounts.actor(session, "Sven Stranger")
        nothing = cases.retry_incidents(session, stranger, [one])
        assert (nothing.went_on, nothing.failed, nothing.left) == (0, 0, 1)
    sent = scene.olaf.post(
        "/incidents/retry", data={**accounts.CSRF, "like": one.id, "case": scene.ids[0]}, follow_redirects=True
    )
    assert "2 of 3 went on. 1 failed again." in sent.text and 'id="incidents"' not in sent.text
    with unit() as session:
        (left,) = queries.incidents(session, scene.ops, process="share").items
        assert (left.instance_id, left.attempts) == (scene.ids[2], 2)
        assert queries.incident_count(session, scene.ops) == 2, "the other process is as it was"


def test_the_page_says_why_and_where_and_offers_all(scene) -> None:
    page = scene.olaf.get(f"/instances/{scene.ids[0]}").text
    stopped = page.partition('id="incidents"')[2].partition("</section>")[0]
    assert page.index('id="incidents"') < page.index('id="data"')
    assert "Something was to be divided by zero." in stopped and "It stopped in line 2 of its script" in stopped
    assert 'failing"><span class="number">2</span>share = price / people' in stopped
    assert '<code>people</code></dt><dd dir="auto">0</dd>' in stopped and "abc123" not in stopped
    assert "2 others like it" in stopped and "Try all 3 again" in stopped
    assert "ZeroDivisionError" in stopped.partition("For those who mend it")[2]
    like = stopped.partition('name="like" value="')[2].partition('"')[0]
    sent = scene.olaf.post(
        "/incidents/retry", data={**accounts.CSRF, "like": like, "case": scene.ids[0]}, follow_redirects=True
    )
    assert "0 of 3 went on. 3 failed again." in sent.text and 'id="incidents"' in sent.text
    assert "Tried 2 times, last" in sent.text


def test_who_does_not_see_to_it_reads_why_and_nothing_of_its_script(scene) -> None:
    page = scene.wilma.get(f"/instances/{scene.ids[0]}").text
    stopped = page.partition('id="incidents"')[2].partition("</section>")[0]
    assert "Something was to be divided by zero." in stopped and "Operations and whoever owns" in stopped
    assert "price / people" not in stopped and "like it" not in stopped and "<form" not in stopped


def test_the_page_of_an_incident_hides_what_is_secret_by_its_name(scene, unit) -> None:
    with unit() as session:
        (row,) = queries.incidents_of(session, scene.ids[0])
    page = scene.olaf.get(f"/incidents/{row.id}").text
    assert "share = price / people" in page and "abc123" not in page and "<dt>api_token</dt><dd>hidden</dd>" in page
    assert masked("account", {"password": "x", "pin": 12, "name": "Ada"}) == {
        "password": "hidden", "pin": "hidden", "name": "Ada",
    }  # fmt: skip
    assert masked("opinion", "good") == "good"
    assert masked("headers", {"x-api-key": "k", "card_pin": "1", "shipping": "fast"}) == {
        "x-api-key": "hidden", "card_pin": "hidden", "shipping": "fast",
    }  # fmt: skip


def test_programs_read_why_and_try_all_again(scene, unit, app) -> None:
    with unit() as session:
        (row,) = queries.incidents_of(session, scene.ids[0])
    program = app.test_client()
    told = program.get(f"/api/v1/incidents/{row.id}", headers=scene.bearer).json
    assert told["place"] == {"line": 2, "text": "share = price / people", "values": {"people": 0}}
    assert (told["alike"], told["plain_words"]) == (2, "Something was to be divided by zero.")
    assert len(program.get(f"/api/v1/incidents?like={row.id}", headers=scene.bearer).json["items"]) == 3
    tried = program.post("/api/v1/incidents/retry", json={"like": row.id}, headers=scene.bearer)
    assert (tried.status_code, tried.json) == (200, {"went_on": 0, "failed": 3, "left": 0})
    assert program.post("/api/v1/incidents/retry", json={}, headers=scene.bearer).status_code == 422


def test_what_others_like_it_do_keeps_no_program_from_a_retry(scene, unit, app) -> None:
    with unit() as session:
        (row,) = queries.incidents_of(session, scene.ids[0])
        (other,) = queries.incidents_of(session, scene.ids[1])
    program = app.test_client()
    seen = program.get(f"/api/v1/incidents/{row.id}", headers=scene.bearer).headers["ETag"]
    with unit() as session:
        cases.cancel(session, scene.ops, other.instance_id, "Not wanted any more.")
    assert program.get(f"/api/v1/incidents/{row.id}", headers=scene.bearer).json["alike"] == 1
    path, sent = f"/api/v1/incidents/{row.id}/retry", {"json": {}, "headers": {**scene.bearer, "If-Match": seen}}
    assert program.post(path, **sent).status_code == 200
    assert program.post(path, **sent).status_code == 412, "it was tried meanwhile"


def test_the_list_offers_to_try_as_many_as_will_be_tried(scene, unit, monkeypatch) -> None:
    with unit() as session:
        (row,) = queries.incidents_of(session, scene.ids[0])
    monkeypatch.setattr(pages, "PAGE", 2)
    like = f"/incidents?like={row.id}"
    first = scene.olaf.get(like).text
    assert "Try these 3 again" in first
    cursor = first.partition("cursor=")[2].partition("&amp;")[0].partition('"')[0]
    assert "Try these 3 again" in scene.olaf.get(f"{like}&cursor={cursor}").text
    assert "Try these 4 again" in scene.olaf.get("/incidents?step=Share").text
    with unit() as session:
        for case in scene.ids:
            cases.cancel(session, scene.ops, case, "Not wanted any more.")
    empty = scene.olaf.get(like).text
    assert "Nothing of this kind" in empty and "Every step could go on" not in empty
    assert 'id="retry-all"' not in scene.olaf.get(f"{like}&closed=1").text
