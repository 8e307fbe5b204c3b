"""A file is looked at before it is live: as a draft, by its author alone."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.accounts.tables import RoleGrant, Unit
from app.assignment import queries as assignment
from app.catalog import queries as catalog_queries
from app.catalog.actions import reading
from app.catalog.tables import Process
from app.drafts import actions, queries
from app.drafts.tables import DraftFile, ProcessDraft
from app.kernel.errors import Conflict
from app.kernel.times import clock
from tests.factories import accounts, catalog, models
from tests.factories.accounts import CSRF
from tests.support.counting import count_statements

LANES = models.lanes({"Sales": ["Offer"], "Desk": ["Check", "File"]})


def send(browser, xml, **fields):
    """Load a file as the form does."""
    data = {**CSRF, "file": (io.BytesIO(xml), "selling.bpmn"), **fields}
    return browser.post("/drafts", data=data, content_type="multipart/form-data")


def kept(browser, xml=LANES, **fields):
    """Load a file and give the address of its draft."""
    answer = send(browser, xml, **fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def text(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.text


def test_a_file_is_checked_staffed_and_published_from_its_draft(browser, unit, people):
    url = kept(browser, title="Selling")
    page = text(browser, url)
    assert "Nothing is live yet" in page and "How it would run" in page
    assert [lane in page for lane in (">Sales</label>", ">Desk</label>")] == [True, True]
    with unit() as session:
        assert session.scalar(select(Process)) is None
    saved = accounts.post(browser, url, title="Selling well", note="First try", **{"lane-0": "role:manager"})
    assert saved.status_code == 303
    assert "Selling well" in text(browser, "/processes") and "Your drafts" in text(browser, "/processes")
    assert 'value="role:manager" selected' in text(browser, url)
    done = accounts.post(browser, f"{url}/publish", title="Selling well", **{"lane-0": "role:manager"})
    assert (done.status_code, done.location) == (303, "/processes/selling-well")
    with unit() as session:
        actor = accounts.queries.actor_for(session, people["manager"])
        process = catalog_queries.process_by_key(session, actor, "selling-well")
        mapped = assignment.mappings_by_lane(session, process.id)
        assert {lane: [row.role for row in rows] for lane, rows in mapped.items()} == {"Sales": ["manager"]}
        assert session.scalar(select(ProcessDraft)) is None
    assert "Your drafts" not in text(browser, "/processes")


def test_the_next_version_says_what_it_changes_and_goes_live_from_its_draft(browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A", "B"), key="offer")
    url = kept(browser, models.linear("A"), process="offer", note="B was not needed.")
    page = text(browser, url)
    assert "What it would change of version 1" in page and "“B”" in page and "Publish version 2" in page
    done = accounts.post(browser, f"{url}/publish", note="B was not needed at all.")
    assert done.location == "/processes/offer/versions/2"
    assert "B was not needed at all." in text(browser, done.location)


def test_files_beside_the_model_stay_with_the_draft_and_come_along(browser, unit):
    form = b'{"title": "Fill in", "fields": [{"id": "name", "label": "Name", "type": "text"}]}'
    url = kept(browser, models.linear("A"), title="With a form", files=(io.BytesIO(form), "fill.json"))
    with unit() as session:
        assert session.scalars(select(DraftFile.name)).all() == ["fill.json"]
    assert accounts.post(browser, f"{url}/publish", title="With a form").status_code == 303
    assert "fill.json" in text(browser, "/processes/with-a-form/versions/1")


def test_a_file_that_cannot_be_read_brings_its_form_back_with_all_that_was_typed(browser):
    answer = send(browser, b"<html/>", title="Kept title")
    assert answer.status_code == 422 and "Kept title" in answer.text and 'action="/processes/new"' in answer.text
    with_key = send(browser, LANES, title="Kept", key="not a key")
    assert with_key.status_code == 422 and "selling.bpmn" in with_key.text


def test_a_key_that_was_taken_meanwhile_is_said_and_can_be_changed(browser, unit, people):
    url = kept(browser, title="Selling", key="selling")
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A"), key="selling")
    refused = accounts.post(browser, f"{url}/publish", title="Selling", key="selling", note="typed")
    assert refused.status_code == 409 and "is taken" in refused.text and "typed" in refused.text
    done = accounts.post(browser, f"{url}/publish", title="Selling", key="selling-2")
    assert done.location == "/processes/selling-2"


def test_a_draft_is_there_for_its_author_alone(app, browser, unit, people):
    url = kept(browser, title="Mine")
    with unit() as session:
        other = accounts.signed_in(app, session, accounts.person(session, "Olga", "manager"))
        guest = accounts.signed_in(app, session, accounts.person(session, "Gil", "guest"))
    assert [other.get(f"{url}{part}").status_code for part in ("", "/diagram.bpmn")] == [404, 404]
    assert [accounts.post(other, f"{url}{part}").status_code for part in ("", "/publish", "/drop")] == [404] * 3
    assert guest.get(url).status_code == 403 and send(guest, LANES).status_code == 403
    assert app.test_client().get(url).status_code in (302, 303)
    assert browser.get(f"{url}/diagram.bpmn").status_code == 200
    assert accounts.post(browser, f"{url}/drop").location == "/processes"
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize("chosen", ["role:king", "person_id:01ARZ3NDEKTSV4RRFFQ69G5FAV", "unit_id:", "x"])
def test_what_the_form_does_not_offer_does_no_lane(browser, unit, chosen):
    url = kept(browser, title="Selling")
    assert accounts.post(browser, url, title="Selling", **{"lane-0": chosen}).status_code == 303
    with unit() as session:
        assert session.scalars(select(ProcessDraft)).one().lanes == []


def test_nobody_keeps_more_drafts_than_a_list_shows(session, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    actor, upload = accounts.actor(session, role="manager"), reading.prepare(LANES, "auto", reading.ALONE)
    actions.keep(session, actor, upload, actions.Wanted(title="One"))
    with pytest.raises(Conflict, match="at most 1 drafts"):
        actions.keep(session, actor, upload, actions.Wanted(title="Two"))
    assert queries.count_of(session, actor) == 1


def test_a_draft_that_cannot_run_says_why_and_no_raw_id(browser):
    page = text(browser, kept(browser, models.stuck(), title="Round"))
    assert "cannot run yet" in page
    words = re.sub(r"<[^>]*>", " ", page.split('id="runs"')[1].split("</section>")[0])
    assert not re.search(r"\b(Gateway|Flow|Activity|Event)_\w+", words)


def test_a_list_with_drafts_costs_one_statement_more_however_many(browser, database):
    kept(browser, title="One")
    browser.get("/processes")
    with count_statements(database) as one:
        browser.get("/processes")
    for name in ("Two", "Three"):
        kept(browser, title=name)
    with count_statements(database) as three:
        browser.get("/processes")
    assert three.statements == one.statements


def test_the_mode_is_kept_as_it_was_asked_for_and_none_follows_the_process(browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A", "B"), key="offer")
    for mode in ("", "documenting"):
        kept(browser, models.linear("A"), process="offer", mode=mode)
    kept(browser, title="Selling")
    with unit() as session:
        asked = session.scalars(select(ProcessDraft.mode).order_by(ProcessDraft.id)).all()
    assert asked == [None, "documenting", None]


def test_nothing_is_published_over_a_version_that_the_page_did_not_show(browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A", "B"), key="offer")
    url = kept(browser, models.linear("A"), process="offer")
    assert 'name="seen" value="1"' in text(browser, url)
    with unit() as session:
        process = catalog_queries.process_by_key(session, owner, "offer")
        catalog.published(session, owner, process, models.linear("A", "B", "C"))
    refused = accounts.post(browser, f"{url}/publish", seen="1", note="typed")
    assert refused.status_code == 409 and "Somebody changed this while" in refused.text and "typed" in refused.text
    assert 'name="seen" value="2"' in refused.text and "Publish version 3" in refused.text
    done = accounts.post(browser, f"{url}/publish", seen="2")
    assert done.location == "/processes/offer/versions/3"


def test_a_draft_of_a_process_that_its_author_lost_names_it_nowhere_and_can_be_deleted(app, browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A", "B"), key="offer", title="A secret offer")
    url = kept(browser, models.linear("A"), process="offer")
    assert "Next version of A secret offer" in text(browser, "/processes")
    with unit() as session:
        process = catalog_queries.process_by_key(session, owner, "offer")
        process.owner_id = accounts.person(session, "Olga", "manager").id
        process.visibility, process.unit_path = "unit", "elsewhere"
        grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id == people["manager"].id))
        north = accounts.unit(session)
        for grant in grants:
            grant.unit_id = north.id
    assert "secret" not in text(browser, "/processes") and url in text(browser, "/processes")
    page = text(browser, url)
    assert "cannot be published as it is" in page and "secret" not in page and f"{url}/publish" not in page
    assert accounts.post(browser, f"{url}/publish").status_code == 404
    assert accounts.post(browser, f"{url}/drop").location == "/processes"


def test_a_draft_that_cannot_be_published_as_things_are_says_why(browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.linear("A", "B"), key="offer")
    next_one, new = kept(browser, models.linear("A"), process="offer"), kept(browser, title="Selling")
    with unit() as session:
        catalog_queries.process_by_key(session, owner, "offer").archived_at = clock.now()
        session.get(ProcessDraft, new.rpartition("/")[2]).xml = b"<html/>"
    assert "Bring it back first" in text(browser, next_one)
    assert "no BPMN 2.0 definitions" in text(browser, new)
    assert browser.get(f"{new}/diagram.bpmn").status_code == 422
    answers = [accounts.post(browser, f"{url}/publish", title="x").status_code for url in (next_one, new)]
    assert answers == [409, 422]
    assert [accounts.post(browser, f"{url}/drop").status_code for url in (next_one, new)] == [303, 303]


def test_who_sees_it_and_whose_it_is_can_be_changed_where_the_unit_is_gone(browser, unit):
    with unit() as session:
        gone, here = accounts.unit(session, "North"), accounts.unit(session, "South")
    url = kept(browser, title="Selling", unit=gone.path, visibility="unit")
    with unit() as session:
        assert session.scalars(select(ProcessDraft.unit_id)).one() == gone.id
        session.delete(session.get(Unit, gone.id))
    refused = accounts.post(browser, f"{url}/publish", title="Selling", **{"lane-0": "role:ops"})
    assert refused.status_code == 422 and "There is no unit" in refused.text
    assert 'value="role:ops" selected' in refused.text
    assert accounts.post(browser, url, title="Selling", visibility="all").status_code == 422
    assert accounts.post(browser, f"{url}/publish", title="Selling", unit=here.id).status_code == 303
    with unit() as session:
        made = session.scalars(select(Process)).one()
        assert (made.unit_id, made.visibility) == (here.id, "unit")


def test_who_shall_see_it_is_looked_at_before_it_is_kept(browser):
    for url in ("/drafts", "/processes/new"):
        data = {**CSRF, "file": (io.BytesIO(LANES), "selling.bpmn"), "title": "Selling", "visibility": "x" * 50}
        answer = browser.post(url, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422 and "Choose one of organisation, unit" in answer.text
