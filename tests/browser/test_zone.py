"""The browser says where somebody is; from then on every page goes by the clock there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories.accounts import PASSWORD
from tests.support.rest import Rest

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_go_by_the_clock_of_the_browser_and_then_of_who_chose(
    server, browser, hire, token_of, campaign, width: int
) -> None:
    boss, ann = hire("Bo Boss", "manager"), hire("Ann Auckland", "worker")
    leading, working = Rest(server.url, token_of(boss)), Rest(server.url, token_of(ann))
    leading.post("/processes", {"key": "campaign", "title": "Campaign approval", "bpmn": campaign.decode()})
    case = working.post("/processes/campaign/instances", {"business_key": "Spring sale"})
    task = case["tasks"][0]["id"]
    assert leading.call("PUT", f"/tasks/{task}/due", {"due": "2031-01-31T09:30Z"}).status == 200
    person = Person.arrive(browser, server.url, narrow=width < 800, zone="Pacific/Auckland")
    with person.page.expect_response(lambda answer: answer.url.endswith("/me/zone")) as told:
        person.sign_in(ann, PASSWORD)
    assert told.value.status == 204 and working.get("/me")["zone"] == "Pacific/Auckland"
    page = person.visit("/me")
    expect(page.get_by_label("Whose clock do you go by?")).to_have_value("Pacific/Auckland")
    person.picture(f"zone-me-{width}")
    page = person.visit("/me/absences")
    expect(page.get_by_text("Days begin and end at midnight, Pacific/Auckland.")).to_be_visible()
    person.picture(f"zone-absences-{width}")
    page = person.visit(f"/instances/{case['id']}")
    expect(page.get_by_text("31 January 2031, 22:30 Pacific/Auckland", exact=True)).to_be_visible()
    person.picture(f"zone-case-{width}")
    for name, path in (("inbox", "/work"), ("task", f"/tasks/{task}"), ("notices", "/notices")):
        person.visit(path)
        person.picture(f"zone-{name}-{width}")
    page = person.visit("/me")
    page.get_by_label("Whose clock do you go by?").fill("kathmandu")
    page.locator("form[action='/me/zone']").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Whose clock do you go by?")).to_have_value("Asia/Kathmandu")
    person.visit("/me")
    assert working.get("/me")["zone"] == "Asia/Kathmandu", "the browser is not asked again"
    person.leave()
