"""The library's pages: what is said, what is kept, what stays inert."""

from __future__ import annotations

import io
import re

import pytest

from app.catalog import queries, slots
from tests.factories import accounts, catalog, models
from tests.factories.accounts import CSRF
from tests.support.counting import count_statements

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def filled(unit, people):
    """Give the key of a process with two versions: B is taken out in the second."""
    with unit() as session:
        ines = accounts.queries.actor_for(session, people["manager"])
        said = {"A": "Do it **well**."}
        process = catalog.process(session, ines, models.linear("A", "B", instructions=said), key="offer")
        catalog.published(session, ines, process, models.linear("A", instructions=said), note="B was *not needed*.")
    return "offer"


def text_of(answer):
    assert answer.status_code == 200, answer.text
    return answer.get_data(as_text=True)


def test_the_empty_library_says_what_to_do_first(browser):
    page = text_of(browser.get("/processes"))
    assert "No process yet" in page and 'href="/processes/new"' in page


def test_the_library_lists_searches_and_filters(browser, filled, unit, people):
    with unit() as session:
        north = accounts.unit(session, "North")
        accounts.unit(session, "South")
        ines = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, ines, models.stuck(), title="Goes round", key="round", unit=north)
    page = text_of(browser.get("/processes"))
    assert "Send an offer" in page and "Goes round" in page and "Version 2 is live" in page
    assert "Cannot run" in page and "North" in page and "South" not in page
    assert "Goes round" not in text_of(browser.get("/processes?q=OFFER"))
    found = text_of(browser.get(f"/processes?unit={north.id}"))
    assert "Goes round" in found and "Send an offer" not in found
    assert "Nothing fits" in text_of(browser.get("/processes?q=%25"))
    table = text_of(browser.get("/processes?view=table"))
    assert "<table" in table and "Whole organisation" in table


def test_the_number_of_statements_does_not_grow_with_the_rows(browser, filled, database, unit, people):
    browser.get("/processes")
    with count_statements(database) as few:
        text_of(browser.get("/processes"))
    with unit() as session:
        ines = accounts.queries.actor_for(session, people["manager"])
        process = queries.process_by_key(session, ines, filled)
        for number in range(8):
            catalog.process(session, ines)
            catalog.published(session, ines, process, models.linear(f"A{number}"))
    with count_statements(database) as many:
        text_of(browser.get("/processes"))
    assert len(many) == len(few), many
    for path in ("/versions", "/compare", "", "/outline"):
        with count_statements(database) as counted:
            text_of(browser.get(f"/processes/{filled}{path}"))
        assert len(counted) <= 25, counted


def test_activity_comes_through_its_slot(browser, filled, monkeypatch):
    monkeypatch.setattr(slots.library_activity, "_filled", [])
    slots.library_activity.filled_by()(lambda session, actor, processes: {p.id: "7 running" for p in processes})
    assert "7 running" in text_of(browser.get("/processes"))


def test_the_process_page_shows_diagram_outline_and_panel(browser, filled):
    page = text_of(browser.get("/processes/offer"))
    assert 'data-src="/processes/offer/versions/2/diagram.bpmn"' in page
    assert 'data-select-url="/processes/offer/steps/{step}/panel"' in page
    assert 'href="/processes/offer/steps/A"' in page and "then “Done”" in page and 'id="step-panel"' in page
    assert "then “Done”" in text_of(browser.get("/processes/offer/outline"))


def test_a_step_tells_its_instruction_and_its_history(browser, filled):
    page = text_of(browser.get("/processes/offer/steps/B"))
    assert "This step is gone." in page and "taken out in version 2" in page
    panel = text_of(browser.get("/processes/offer/steps/A/panel"))
    assert "<html" not in panel and "Task for a person" in panel and "<strong>well</strong>" in panel
    assert browser.get("/processes/offer/steps/nowhere").status_code == 404


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%F0%9F%98%80", "a%2Fb", "..", "' OR 1=1", "x" * 2000])
def test_odd_addresses_find_nothing(browser, filled, odd):
    for path in (f"/processes/{odd}", f"/processes/offer/steps/{odd}", f"/processes/offer/steps/{odd}/panel"):
        assert browser.get(path).status_code in (308, 404), path
    found = browser.get(f"/processes?unit={odd}")
    assert found.status_code == 422 if "%00" in odd else "Nothing fits" in text_of(found)


def test_a_step_with_a_slash_in_its_id_has_a_page(browser, unit, people):
    with unit() as session:
        ines = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, ines, models.linear("A").replace(b'"A"', b'"a/b"').replace(b"A-", b"a-"), key="odd")
    assert "Nobody has written" in text_of(browser.get("/processes/odd/steps/a%2Fb"))
    assert "<html" not in text_of(browser.get("/processes/odd/steps/a%2Fb/panel"))


def test_versions_read_like_release_notes(browser, filled):
    page = text_of(browser.get("/processes/offer/versions"))
    assert "B was <em>not needed</em>." in page and "Ines Duarte" in page and "The first version." in page
    assert "/processes/offer/compare?from=1&amp;to=2" in page
    one = text_of(browser.get("/processes/offer/versions/1"))
    assert "Compare with the live version" in one and "SHA-256" in one
    assert browser.get("/processes/offer/versions/3").status_code == 404


def test_a_page_that_is_not_there_says_so_as_people_talk(browser, filled):
    answer = browser.get("/processes/offer/versions/99")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 404 and "There is nothing at this address that you can see." in said
    assert "Expected" not in said and "VERSION_NOT_FOUND" in said


def test_two_versions_side_by_side(browser, filled):
    page = text_of(browser.get("/processes/offer/compare"))
    assert "Version 1 → version 2" in page and "taken out" in page and 'data-island="compare"' in page
    assert "The same version twice" in text_of(browser.get("/processes/offer/compare?from=2&to=2"))
    told = "(?:is taken out|wird gestrichen|se suprime|est supprimée?)"
    for language in ("en", "de", "es", "fr"):
        page = text_of(browser.get("/processes/offer/compare", headers={"Accept-Language": language}))
        marked = page.partition('class="change-list"')[2].partition("</ol>")[0]
        said = [line for line in re.findall(r"<li.*?</li>", marked) if re.search(told, line)]
        assert said and not [line for line in said if 'class="tag' in line], (language, marked)
    for said in ("?from=9", "?from=x", "?to=-1", "?from=99999999999"):
        assert browser.get(f"/processes/offer/compare{said}").status_code == 404


def test_the_files_of_a_version(browser, filled):
    exact = browser.get("/processes/offer/versions/1/bpmn")
    assert exact.data == models.linear("A", "B", instructions={"A": "Do it **well**."})
    assert exact.headers["Content-Disposition"] == 'attachment; filename="offer-v1.bpmn"'
    assert (
        exact.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in exact.headers["Content-Security-Policy"]
    )
    drawn = browser.get("/processes/offer/versions/1/diagram.bpmn")
    assert b"BPMNShape" in drawn.data
    again = browser.get("/processes/offer/versions/1/diagram.bpmn", headers={"If-None-Match": drawn.headers["ETag"]})
    assert again.status_code == 304


def test_loading_a_file(browser, unit):
    form = {"title": "", "mode": "auto", "file": (io.BytesIO(models.choice()), "Ask somebody.bpmn"), **CSRF}
    answer = browser.post("/processes/new", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/processes/ask-somebody")
    page = text_of(browser.get("/processes/ask-somebody"))
    assert "1 thing was assumed" in page and "With people deciding" in page and "a person chooses" in page
    form["file"] = (io.BytesIO(models.choice()), "Ask somebody.bpmn")
    assert browser.post("/processes/new", data=form).headers["Location"] == "/processes/ask-somebody-2"


def test_what_was_typed_and_the_file_are_kept(browser, filled):
    form = {"title": "A <b> title", "key": filled, "mode": "documenting", "note": "Why"}
    file = (io.BytesIO(models.linear("A")), "mine.bpmn")
    answer = browser.post("/processes/new", data={**form, "file": file, **CSRF})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "is taken" in page and "mine.bpmn" in page
    assert 'value="A &lt;b&gt; title"' in page and re.search(r'value="documenting" checked', page)
    kept = re.search(r'name="kept" value="([^"]+)"', page).group(1)
    again = browser.post("/processes/new", data={**form, "key": "mine", "kept": kept, **CSRF})
    assert again.status_code == 303
    assert browser.get("/processes/mine/versions/1/bpmn").data == models.linear("A")


@pytest.mark.parametrize(
    ("pasted", "said"), [("hello", "This is no BPMN file"), ("", "Choose a BPMN file"), ("<svg/>", "BPMN")]
)
def test_refused_files_say_why(browser, pasted, said):
    answer = browser.post("/processes/new", data={"title": "X", "bpmn": pasted, **CSRF})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page and "There is a problem" in page
    assert "&lt;svg/&gt;" in page or pasted != "<svg/>"


def test_publishing_and_changing(browser, filled, people, unit):
    form = {"note": "C is new.", "mode": "", "bpmn": models.linear("A", "C").decode(), **CSRF}
    answer = browser.post("/processes/offer/versions/new", data=form)
    assert answer.headers["Location"] == "/processes/offer/versions/3"
    refused = browser.post("/processes/offer/versions/new", data=form)
    assert refused.status_code == 409 and "the same" in refused.text and "C is new." in refused.text
    page = text_of(browser.get("/processes/offer/settings"))
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    typed = {"title": "Our offer", "owner": people["worker"].email, "visibility": "organisation", "seen": seen, **CSRF}
    typed["messages_kept"] = "3 days"
    refused = browser.post("/processes/offer/settings", data={**typed, "messages_kept": "some days"})
    assert refused.status_code == 422 and "some days" in refused.text and "8 hours (PT8H)" in refused.text
    assert browser.post("/processes/offer/settings", data={**typed, "owner": "x@y.zz"}).status_code == 422
    assert browser.post("/processes/offer/settings", data=typed).status_code == 303
    assert 'value="3 days"' in browser.get("/processes/offer/settings").text
    stale = browser.post("/processes/offer/settings", data={**typed, "title": "Kept title"})
    assert stale.status_code == 409 and "Kept title" in stale.text
    assert browser.post("/processes/offer/mode", data={"mode": "documenting", **CSRF}).status_code == 303
    assert browser.post("/processes/offer/archive", data=CSRF).status_code == 303
    assert "Our offer" not in text_of(browser.get("/processes"))
    assert "Our offer" in text_of(browser.get("/processes?archived=1"))


def test_malicious_names_stay_text(browser, unit, people):
    evil = EVIL.replace("<", "&lt;")
    xml = (
        models.lanes({"LANE": ["STEP", "B"]})
        .replace(b"LANE", evil.encode())
        .replace(b'name="STEP"', f'name="{evil}"'.encode())
    )
    with unit() as session:
        ines = accounts.queries.actor_for(session, people["manager"])
        process = catalog.process(session, ines, xml, key="evil", title=EVIL)
        said = (
            b"<documentation>[x](javascript:alert(1)) &lt;script&gt;alert(1)&lt;/script&gt;</documentation></userTask>"
        )
        catalog.published(session, ines, process, xml.replace(b"</userTask>", said, 1), note=EVIL)
    paths = ["", "/outline", "/versions", "/versions/2", "/compare", "/steps/STEP", "/steps/STEP/panel", "/settings"]
    for path in [f"/processes/evil{path}" for path in paths] + ["/processes", "/processes?view=table", "/search?q=img"]:
        page = text_of(browser.get(path))
        assert "<img src=x" not in page and "<script>alert" not in page and 'href="javascript:' not in page, path


def test_what_one_may_not_see_does_not_exist(app, filled, unit):
    with unit() as session:
        guest = accounts.signed_in(app, session, accounts.person(session, "Gus", "guest"))
    for path in ("", "/outline", "/versions", "/versions/1", "/versions/1/bpmn", "/compare", "/steps/A", "/settings"):
        assert guest.get(f"/processes/offer{path}").status_code == 404
    assert "No process for you yet" in text_of(guest.get("/processes"))
    assert guest.get("/processes/new").status_code == 403


def test_nobody_is_asked_to_sign_in(client, filled):
    answer = client.get("/processes/offer")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/signin")


def test_a_worker_sees_but_does_not_change(app, filled, unit, people):
    with unit() as session:
        worker = accounts.signed_in(app, session, people["worker"])
    assert "Settings" not in text_of(worker.get("/processes/offer"))
    assert worker.get("/processes/offer/settings").status_code == 403
    assert worker.get("/processes/offer/versions/new").status_code == 403
    for act in ("settings", "mode", "archive"):
        for page in ({}, {"seen": "7"}, {"seen": "no number"}):
            refused = worker.post(f"/processes/offer/{act}", data={**CSRF, "mode": "documenting", **page})
            assert refused.status_code in (403, 409) and 'name="owner"' not in refused.text, (act, page)


def test_search_finds_processes_and_steps(browser, filled):
    page = text_of(browser.get("/search?q=offer"))
    assert 'href="/processes/offer"' in page
    assert 'href="/processes/offer/steps/done"' in text_of(browser.get("/search?q=DONE"))
