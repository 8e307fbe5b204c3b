"""Incidents as ops see them, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.services.conftest import http, with_service
from tests.browser.person import Person
from tests.support.rest import Rest

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize("width", [1280, 390])
def test_ops_see_to_an_incident(hire, enter: Callable[..., Person], server, token_of, width: int) -> None:
    manager, ops = hire("Mona Manager", "manager"), hire("Olaf Ops", "ops")
    rest = Rest(server.url, token_of(manager))
    xml = with_service('<scriptTask id="a" name="Add up"><script>total = net + vat</script></scriptTask>')
    rest.post("/processes", {"key": "sums", "title": "Sums", "bpmn": xml.decode(), "mode": "executable"})
    rest.post("/processes/sums/instances", {"business_key": "Bill 7", "data": {"net": 5}})
    called = with_service(http('stepwell:path="/x"'))
    rest.post("/processes", {"key": "calls", "title": "Calls", "bpmn": called.decode(), "mode": "executable"})
    person = enter(ops, narrow=width == 390)
    page = person.visit("/incidents")
    person.picture(f"incidents-{width}")
    page.get_by_role("link", name="Add up").click()
    page.get_by_text("Correct the data first").click()
    person.picture(f"incident-{width}")
    assert person.axe() == []
    page.get_by_label("Data to change").fill('{"vat": 1}')
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("It is being tried again").wait_for()
    person.picture(f"incident-after-{width}")
    assert person.axe() == []
