"""Offers as programs and pages make them."""

from __future__ import annotations

from tests.factories import accounts, models
from tests.factories import catalog as processes
from tests.factories.proposals import eliminate


def test_programs_offer_a_change_and_read_what_became_of_it(chain, calls) -> None:
    origin = chain.live("towels", eliminate("Print_label"))
    made = calls("POST", f"proposals/{origin}/offers", {"to": ["towels-rome", "towels-vienna"]})
    assert made.status_code == 200, made.json
    items = {one["variant"]: one for one in made.json["items"]}
    assert {one["state"] for one in items.values()} == {"offered"}
    there = items["towels-rome"]["proposal"]
    assert calls("GET", f"proposals/{there}", by="rome").json["state"] == "discussion"
    assert calls("POST", f"proposals/{there}/reject", {"reason": "We need it."}, by="rome").status_code == 200
    known = {one["variant"]: one for one in calls("GET", f"proposals/{origin}/adoptions").json["items"]}
    assert (known["towels-rome"]["state"], known["towels-rome"]["reason"]) == ("declined", "We need it.")
    assert known["towels-vienna"]["state"] == "offered" and known["towels-vienna"]["version"] is None


def test_programs_confirm_what_was_suggested(chain, calls) -> None:
    origin = chain.live("towels", eliminate("Print_label"))
    with chain.unit() as session:
        drawn = models.linear("Gather towels", "Print the label", "Bring towels back")
        processes.process(session, chain.owner, drawn, key="linen", title="Linen")
    (asked,) = calls("POST", f"proposals/{origin}/offers", {"to": ["linen"]}).json["items"]
    assert (asked["state"], asked["proposal"]) == ("needs_anchor", None)
    assert asked["anchors"][0]["from"] == "Print_label" and asked["anchors"][0]["to"] == "Print_the_label"
    said = {"to": ["linen"], "anchors": asked["anchors"]}
    assert calls("POST", f"proposals/{origin}/offers", said).json["items"][0]["state"] == "offered"


def test_what_one_does_not_see_is_not_there_and_too_many_are_refused(chain, calls) -> None:
    origin = chain.live("towels", eliminate("Print_label"))
    chain.hide("towels-rome")
    hidden = calls("POST", f"proposals/{origin}/offers", {"to": ["towels-rome"]}, by="vienna")
    unknown = calls("POST", f"proposals/{origin}/offers", {"to": ["nothing"]}, by="vienna")
    assert hidden.status_code == unknown.status_code == 404 and hidden.json["code"] == unknown.json["code"]
    many = {"to": [f"process-{number}" for number in range(21)]}
    assert calls("POST", f"proposals/{origin}/offers", many).status_code == 422


def test_people_offer_a_change_on_its_page_and_read_where_one_comes_from(chain, browser) -> None:
    origin = chain.live("towels", eliminate("Print_label"))
    client = browser("owner")
    assert f"/proposals/{origin}/offers" in client.get(f"/proposals/{origin}").text
    assert "Towels in Vienna" in client.get(f"/proposals/{origin}/offers").text
    assert accounts.post(client, f"/proposals/{origin}/offers").status_code == 422
    sent = accounts.post(client, f"/proposals/{origin}/offers", to="towels-vienna")
    assert sent.status_code == 303
    page = client.get(f"/proposals/{origin}").text
    assert "Towels in Vienna" in page and "offered" in page
    there = page.split('id="elsewhere"')[1].split("/proposals/")[1].split('"')[0]
    seen = browser("vienna").get(f"/proposals/{there}").text
    assert "Comes from" in seen and "live there since" in seen


def test_a_page_asks_which_steps_are_meant(chain, browser) -> None:
    origin = chain.live("towels", eliminate("Print_label"))
    drawn = models.linear("Collect towels", "Wash towels", "Print the label", "Return towels")
    chain.publish("towels-rome", drawn, chain.rome)
    client = browser("owner")
    asked = accounts.post(client, f"/proposals/{origin}/offers", to="towels-rome")
    assert asked.status_code == 200 and "What is “Print label” there?" in asked.text
    field = {"anchor:towels-rome:Print_label": "Print_the_label"}
    assert accounts.post(client, f"/proposals/{origin}/offers", to="towels-rome", **field).status_code == 303
