"""A changed instruction is read where people judge it: in the preview, on the ballot, and between versions."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.accounts import queries as people
from app.catalog import actions
from app.kernel import jobs
from tests.factories import accounts, catalog, models
from tests.support.improving import looked_at

BEFORE, AFTER = "Call the customer once, then close.", "Call the customer twice, then close."
FORM = {"step": "Check", "do": "instruct", "text": AFTER, "title": "Twice", "reason": "They miss the first call."}


@pytest.fixture
def browsers(app, unit) -> dict[str, Any]:
    """Give browsers of a worker and a manager of a process with an instruction."""
    with unit() as session:
        persons = {"wim": accounts.person(session, "Wim"), "max": accounts.person(session, "Max", "manager")}
        xml = models.linear("Write", "Check", "Send", instructions={"Check": BEFORE})
        catalog.process(session, people.actor_for(session, persons["wim"]), xml, key="brief")
        found: dict[str, Any] = {n: accounts.signed_in(app, session, p) for n, p in persons.items()}
        found["api"] = (app.test_client(), accounts.bearer(session, persons["wim"]))
        return found


def _post(browser: Any, path: str, expect: int, **form: str) -> Any:
    answer = browser.post(path, data={**accounts.CSRF, **form})
    assert answer.status_code == expect, answer.text[-2000:]
    return answer


def _missing(page: str) -> list[str]:
    """What a page does not show of the change: both texts in one, and words for who does not see lines and colours."""
    text = re.sub(r'<span class="sr-only">.*?</span>', "", unescape(page))
    both = "Call the customer <del>once, </del><ins>twice, </ins>then close."
    return [one for one, where in ((both, text), ("[taken out: ", page), ("[new: ", page)) if one not in where]


def test_the_text_is_read_before_and_after_on_every_page(browsers, database) -> None:
    wim, manager = browsers["wim"], browsers["max"]
    assert _missing(_post(wim, "/processes/brief/improve", 200, act="preview", **FORM).text) == []
    form = looked_at(wim, "/processes/brief/improve", FORM)
    path = _post(wim, "/processes/brief/improve", 303, act="send", **form).headers["Location"]
    assert _missing(manager.get(path).text) == []
    for browser in (wim, manager):
        _post(browser, f"{path}/votes", 303, choice="yes", revision="1")
    _post(wim, f"{path}/close", 303, revision="1")
    _post(manager, f"{path}/approve", 303, note="", revision="1")
    jobs.drain(database)
    for place in ("versions/2", "versions/2/changed", "compare?from=1&to=2"):
        assert _missing(wim.get(f"/processes/brief/{place}").text) == []


def test_programs_read_both_texts(browsers) -> None:
    client, head = browsers["api"]
    operations = [{"kind": "instruct", "step": "Check", "text": AFTER}]
    tried = client.post("/api/v1/processes/brief/proposals/preview", json={"operations": operations}, headers=head).json
    assert [(c["before"], c["after"]) for c in tried["changes"]] == [(BEFORE, AFTER)]


def test_files_beside_a_model_are_read_too(app, unit) -> None:
    with unit() as session:
        person = accounts.person(session, "Wim")
        actor = people.actor_for(session, person)
        form = b'{"type": "object", "properties": {"sum": {"type": "number", "title": "Sum"}}}'
        process = catalog.process(session, actor, models.linear("Write", "Check"), key="files")
        for content in (form, form.replace(b'"Sum"', b'"Total"')):
            actions.revise(session, actor, process, models.linear("Write", "Check"), files={"sum.json": content})
        browser = accounts.signed_in(app, session, person)
        head = accounts.bearer(session, person)
    page = unescape(browser.get("/processes/files/compare?from=2&to=3").text)
    assert '"Sum"' in page and '"Total"' in page
    found = app.test_client().get("/api/v1/processes/files/diff?from=2&to=3", headers=head).json
    assert any('"Sum"' in (c["before"] or "") and '"Total"' in (c["after"] or "") for c in found["changes"])
