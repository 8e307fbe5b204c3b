"""The tour of the demo follows one flag over real pages, and can be left and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app import demo as package
from app.demo.cases import CASES, WHO
from app.demo.marketing.people import VISITOR
from app.kernel import features
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from tests.app.demo.conftest import END

STOPS = tuple(stop for case in CASES.values() for stop in case.stops)


@pytest.fixture(autouse=True)
def _at_its_end() -> Iterator[None]:
    """Look at the demo at the moment it was built for, whatever day it is."""
    with clock.frozen(END):
        yield


@pytest.mark.parametrize("name", ["Amara Okafor", "Nora Lindqvist", "Oskar Brandt", "Ada Winter"])
def test_the_tour_goes_along_real_pages_and_is_taken_up_again(client: FlaskClient, name: str) -> None:
    features.add(cast(StepwellApp, client.application), package.feature())
    _send(client, "/demo/become", "/signin", person=WHO[name].email)
    page = _send(client, "/demo/tour", "/demo/tour")
    for number, stop in enumerate(STOPS, 1):
        shown = client.get(page)
        assert shown.status_code == 200, (number, page)
        assert (shown.text.count('class="tour"'), f"Tour, {number} of {len(STOPS)}" in shown.text) == (1, True)
        assert escape(stop.words) in shown.text
        page = f"/demo/tour/{number + 1}" if number < len(STOPS) else page
        page = client.get(page).headers.get("Location", page)
    elsewhere = client.get("/work").text
    assert f'href="/demo/tour/{len(STOPS)}"' in elsewhere
    assert escape(STOPS[-1].words) not in elsewhere
    _send(client, "/demo/tour/end", "/work")
    assert 'class="tour"' not in client.get("/work").text
    assert _send(client, "/demo/tour", "/work") == page


def test_a_partner_takes_the_tour_as_the_visitor(client: FlaskClient) -> None:
    features.add(cast(StepwellApp, client.application), package.feature())
    _send(client, "/demo/become", "/signin", person=WHO["Pavel Papyr"].email)
    assert client.get("/demo/tour/2").headers["Location"] == "/demo/tour"
    assert client.get(_send(client, "/demo/tour", "/demo/tour", stop="2")).status_code == 200
    assert VISITOR in client.get("/me").text


def test_what_is_no_stop_leads_to_where_the_tour_stood(client: FlaskClient) -> None:
    features.add(cast(StepwellApp, client.application), package.feature())
    _send(client, "/demo/become", "/signin", person=WHO["Nora Lindqvist"].email)
    third = _send(client, "/demo/tour", "/demo/tour", stop="3")
    assert [_send(client, "/demo/tour", "/demo/tour", stop=stop) for stop in ("", "x", "9" * 5000)] == [third] * 3


def _send(client: FlaskClient, where: str, page: str, **data: str) -> str:
    csrf = client.get(page).text.split('name="csrf" value="')[1].split('"')[0]
    answer = client.post(where, data={**data, "csrf": csrf})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]
