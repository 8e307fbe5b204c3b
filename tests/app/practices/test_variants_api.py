"""Variants as programs and pages show them."""

from __future__ import annotations

from tests.factories import accounts, catalog, models


def test_programs_make_a_variant_and_read_the_family(chain, calls) -> None:
    made = calls("POST", "processes/towels/variants", {"key": "towels-graz", "title": "Towels in Graz"})
    assert made.status_code == 201 and made.json["parent"] == "towels" and made.json["live"]["number"] == 1
    assert calls("GET", "processes/towels-graz").json["parent"] == "towels"
    assert {one["key"]: one["parent"] for one in calls("GET", "processes").json["items"]}["towels-rome"] == "towels"
    found = calls("GET", "processes/towels-graz/family").json
    assert found["root"] == "towels" and found["variants"][0]["key"] == "towels"
    assert {one["key"] for one in found["variants"]} == {"towels", "towels-graz", "towels-rome", "towels-vienna"}
    step = next(one for one in found["steps"] if one["origin"] == "Wash_towels")
    assert step["in"] == dict.fromkeys(("towels", "towels-graz", "towels-rome", "towels-vienna"), "same")
    assert step["title"] == "Wash towels"


def test_a_key_that_is_taken_and_a_process_that_one_does_not_see_are_refused(chain, calls) -> None:
    taken = calls("POST", "processes/towels/variants", {"key": "towels-rome", "title": "Again"})
    assert (taken.status_code, taken.json["code"]) == (409, "KEY_TAKEN")
    chain.hide("towels-rome")
    for method, path in (("POST", "variants"), ("GET", "family")):
        said = {"key": "more", "title": "More"} if method == "POST" else None
        assert calls(method, f"processes/towels-rome/{path}", said, by="vienna").status_code == 404


def test_people_make_a_variant_on_a_page_and_see_what_differs(chain, browser) -> None:
    client = browser("vienna")
    assert "/processes/towels/family" in client.get("/processes/towels").text
    form = client.get("/processes/towels/variants/new").text
    assert "Vienna" in form and "Rome" not in form
    made = accounts.post(
        client, "/processes/towels/variants/new", title="Towels of the spa", unit=chain.units["vienna"], key=""
    )
    assert made.status_code == 303 and made.headers["Location"].endswith("/processes/towels-vienna-2")
    chain.publish("towels-vienna", models.linear("Collect towels", "Wash towels", "Return towels"), chain.vienna)
    page = client.get("/processes/towels/family").text
    assert "4 processes that began with one model." in page and "1 step is not the same everywhere." in page
    beside = client.get("/processes/towels-vienna/beside?with=towels").text
    assert "Print label" in beside
    assert client.get("/processes/towels-vienna/beside?with=nothing").status_code == 404


def test_a_form_that_is_refused_keeps_what_was_typed(chain, browser) -> None:
    client = browser("vienna")
    refused = accounts.post(client, "/processes/towels/variants/new", title="Spa", unit="", key="towels-rome")
    assert refused.status_code == 409 and 'value="Spa"' in refused.text and "taken" in refused.text


def test_a_process_without_variants_says_what_they_are_for(chain, browser) -> None:
    client = browser("worker")
    with chain.unit() as session:
        catalog.process(session, chain.owner, key="alone", title="Alone")
    page = client.get("/processes/alone/family").text
    assert "No variants yet" in page and "/processes/alone/variants/new" in page
    assert client.get("/processes/alone/beside").status_code == 404
