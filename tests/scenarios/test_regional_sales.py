"""Regions find what worked where the challenge was the same, adopt it, and those who found it out get the credit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.kernel import jobs
from tests.factories import accounts
from tests.scenarios.test_loop_api import Program

MODEL = Path(__file__).resolve().parents[2] / "bpmn" / "offer-follow-up" / "offer-follow-up.bpmn"
REGIONS = ("rhine", "alps", "baltic")
LANES = ("Field sales", "Inside sales", "Head of sales")
WALK = [
    {
        "kind": "insert", "id": "Walk_through", "at": {"after": "Send"}, "type": "userTask",
        "title": "Walk through the offer", "text": "Ten minutes by phone: their questions first, the price page last.",
    }
]  # fmt: skip


@pytest.fixture
def sales(app, unit) -> dict[str, Program]:
    """Give the head of sales, of each region its manager and two who sell, and the process with its variants."""
    units = {}
    with unit() as session:
        people = {"head": accounts.person(session, "Ingrid Falk", "manager")}
        for region in REGIONS:
            place = accounts.unit(session, region.title(), "region")
            units[region] = place.id
            people[region] = accounts.person(session, f"{region.title()} Manager", "manager", place)
            for number in (1, 2):
                people[f"{region} {number}"] = accounts.person(session, f"{region.title()} {number}", "worker", place)
        tokens = {name: accounts.bearer(session, person) for name, person in people.items()}
    programs = {name: Program(app.test_client(), headers) for name, headers in tokens.items()}
    body = {"key": "offers", "title": "Offer follow-up", "bpmn": MODEL.read_text()}
    programs["head"].post("/processes", body, 201)
    for region in REGIONS:
        wanted = {"key": f"offers-{region}", "title": f"Offers {region.title()}", "unit": region.title()}
        programs[region].post("/processes/offers/variants", wanted, 201)
        lanes = {"lanes": [{"lane": lane, "unit_id": units[region]} for lane in LANES]}
        programs[region].put(f"/processes/offers-{region}/lanes", lanes)
    return programs


def decided(sales: dict[str, Program], region: str, proposal: str, note: str) -> None:
    """Have a region vote on a proposal of its own, and its manager approve it."""
    manager = sales[region]
    manager.post(f"/proposals/{proposal}/open")
    for name in (region, f"{region} 1", f"{region} 2"):
        sales[name].post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    assert manager.post(f"/proposals/{proposal}/close")["state"] == "accepted"
    assert manager.post(f"/proposals/{proposal}/approve", {"note": note})["state"] in ("approved", "live")


def told(who: Program) -> set[str]:
    """Give of what kinds somebody has been told."""
    return {notice["kind"] for notice in who.get("/notices")}


def words(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give practices by the process where each began."""
    return {one["process"]: one for one in items}


def test_what_one_region_found_out_helps_the_next_and_is_credited(sales: dict[str, Program], database) -> None:
    ask = {"text": "Two of three offers go cold before we call. What do you do about it?"}
    challenge = sales["head"].post("/processes/offers/steps/Call/comments", ask, 201)["id"]
    answer = {"text": "We try to walk through them on the phone first.", "reply_to": challenge}
    sales["rhine 1"].post("/processes/offers/steps/Call/comments", answer, 201)
    for region in ("rhine", "alps"):
        flag = {"kind": "bottleneck", "reason": "A week later half of them have not opened it."}
        sales[f"{region} 2"].post(f"/processes/offers-{region}/steps/Call/flags", flag, 201)

    wanted = {"title": "A walk through the offer", "reason": "Questions come up at once.", "operations": WALK}
    origin = sales["rhine 1"].post("/processes/offers-rhine/proposals", wanted, 201)["id"]
    decided(sales, "rhine", origin, "Let us see.")
    jobs.drain(database)

    found = words(sales["alps"].get("/practices?like=offers-alps")["items"])
    assert found["offers-rhine"]["akin"] and found["offers-rhine"]["live_in"] == ["offers-rhine"]
    assert "Walk through the offer" in found["offers-rhine"]["words"]

    offers = {"to": ["offers-alps"]}
    assert sales["alps 1"].post(f"/proposals/{origin}/offers", offers)["items"][0]["state"] == "offered"
    [ledger] = sales["rhine"].get(f"/proposals/{origin}/adoptions")["items"]
    assert ledger["state"] == "offered"
    decided(sales, "alps", ledger["proposal"], "It works on the Rhine.")
    jobs.drain(database)

    [ledger] = sales["rhine"].get(f"/proposals/{origin}/adoptions")["items"]
    assert (ledger["variant"], ledger["state"], ledger["version"]) == ("offers-alps", "adopted", 2)
    assert "change_adopted" in told(sales["rhine 1"]) & told(sales["rhine"])
    found = words(sales["baltic"].get("/practices?like=offers-baltic")["items"])
    assert set(found["offers-rhine"]["live_in"]) == {"offers-rhine", "offers-alps"}
    assert sales["alps"].get("/practices?like=offers-alps")["items"] == []
    steps = {step["origin"]: step["in"] for step in sales["head"].get("/processes/offers/family")["steps"]}
    walk = steps["Walk_through"]
    assert {key for key, state in walk.items() if state == "absent"} == {"offers", "offers-baltic"}
