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
    for bill in ("Bill 8", "Bill 7"):
        rest.post("/processes/sums/instances", {"business_key": bill, "data": {"net": 5}})
    called = with_service(http('stepwell:path="/x"'))
    rest.post("/processes", {"key": "calls", "title": "Calls", "bpmn": called.decode(), "mode": "executable"})
    person = enter(ops, narrow=width == 390)
    page = person.visit("/incidents")
    person.picture(f"incidents-{width}")
    page.get_by_role("link", name="Add up").first.click()
    page.get_by_role("link", name="1 other like it").wait_for()
    page.get_by_text("Correct the data first").click()
    person.picture(f"incident-{width}")
    assert person.axe() == []
    page.get_by_label("Data to change").fill('{"vat": 1}')
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("It is being tried again").wait_for()
    person.picture(f"incident-after-{width}")
    assert person.axe() == []
    page.locator(".measured.trail").first.wait_for()
    page.get_by_text("The way of this case, step by step").click()
    assert person.axe() == []
    page = person.visit("/incidents")
    page.get_by_role("link", name="Bill 8").click()
    page.locator(".stopped").get_by_text("It asks for “vat”, which the case does not know.").wait_for()
    assert page.locator(".script .failing").text_content() == "1total = net + vat (here it stopped)"
    page.get_by_text("For those who mend it").click()
    page.locator(".measured.trail.stopped").wait_for()
    person.picture(f"case-{width}")
    assert person.axe() == []
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("It failed again").wait_for()
