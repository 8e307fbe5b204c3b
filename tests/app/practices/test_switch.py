"""From a moment on nothing is started on versions before another one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.cases.actions import start
from app.catalog import actions as library
from app.catalog import queries as catalog
from app.kernel.errors import Conflict, Forbidden
from app.kernel.times import clock
from tests.factories import accounts, models

SHORTER = models.linear("Collect towels", "Wash towels", "Return towels")


@pytest.fixture
def two(chain):
    """Give the towels with a second version."""
    chain.publish("towels", SHORTER, chain.owner)
    return chain


def switch(chain, at, by=None):
    """Say that nothing starts on versions before the second from a moment on."""
    with chain.unit() as session:
        process = chain.process(session, "towels")
        library.switch(session, by or chain.owner, process, catalog.version(session, process, 2), at)


def begin(chain, number):
    """Start a case on a version and give its number."""
    with chain.unit() as session:
        process = chain.process(session, "towels")
        return start(session, chain.worker, process, version=catalog.version(session, process, number)).version.number


def test_until_then_earlier_versions_start_and_from_then_on_only_later_ones(two) -> None:
    at = clock.now() + timedelta(days=2)
    switch(two, at)
    assert begin(two, 1) == 1
    with clock.frozen(at):
        with pytest.raises(Conflict) as refused:
            begin(two, 1)
        assert refused.value.code == "VERSION_RETIRED" and begin(two, 2) == 2


def test_only_who_may_publish_says_so_and_for_processes_in_use(two) -> None:
    with pytest.raises(Forbidden):
        switch(two, clock.now(), by=two.worker)
    with two.unit() as session:
        library.archive(session, two.owner, two.process(session, "towels"))
    with pytest.raises(Conflict):
        switch(two, clock.now())


def test_programs_set_it_and_are_refused_from_then_on(two, calls) -> None:
    assert calls("POST", "processes/towels/instances", {"version": 1}).json["version"] == 1
    said = calls("PUT", "processes/towels/switch", {"version": 2, "at": "2020-01-01T08:00:00Z"})
    assert (said.status_code, said.json["version"], said.json["at"]) == (200, 2, "2020-01-01T08:00:00Z")
    refused = calls("POST", "processes/towels/instances", {"version": 1})
    assert (refused.status_code, refused.json["code"]) == (409, "VERSION_RETIRED")
    assert calls("POST", "processes/towels/instances", {}).json["version"] == 2
    assert calls("PUT", "processes/towels/switch", {"version": 9, "at": "2020-01-01T08:00:00Z"}).status_code == 404
    late = {"version": 2, "at": "2020-01-01T08:00:00Z"}
    assert calls("PUT", "processes/towels/switch", late, by="worker").status_code == 403


def test_people_set_it_on_a_page_and_read_it_on_the_process(two, browser) -> None:
    client = browser("owner")
    assert "When earlier versions end" in client.get("/processes/towels/versions").text
    page = client.get("/processes/towels/switch").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    odd = accounts.post(client, "/processes/towels/switch", version="2", at="soon", seen=seen)
    assert odd.status_code == 422 and "Say the day and the time." in odd.text
    sent = accounts.post(client, "/processes/towels/switch", version="2", at="2020-01-01T08:00", seen=seen)
    assert sent.status_code == 303
    assert "Nothing starts on versions before 2" in client.get("/processes/towels").text
    assert browser("worker").get("/processes/towels/switch").status_code == 403
