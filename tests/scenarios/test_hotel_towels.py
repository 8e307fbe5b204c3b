"""A hotel chain works out how a new towel is washed, and its hotels take it up, each in its language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.kernel import jobs
from tests.factories import accounts
from tests.scenarios.test_loop_api import Program

FOLDER = Path(__file__).resolve().parents[2] / "bpmn" / "towel-life-cycle"
HOTELS = {
    "hamburg": "de", "berlin": "de", "munich": "de", "madrid": "es", "seville": "es", "palma": "es",
    "paris": "fr", "lyon": "fr", "nice": "fr", "london": "en", "bath": "en", "york": "en",
}  # fmt: skip
LANES = {
    "en": ("Housekeeping", "Laundry", "Purchasing"), "de": ("Hausdame", "Wäscherei", "Einkauf"),
    "es": ("Pisos", "Lavandería", "Compras"), "fr": ("Étages", "Blanchisserie", "Achats"),
}  # fmt: skip
WASH = {
    "en": "60 degrees with enzyme detergent, the blue cap for ten kilos. No softener. Drum three quarters full.",
    "de": "60 Grad mit Enzymwaschmittel, blaue Kappe auf zehn Kilo. Kein Weichspüler. Trommel drei Viertel voll.",
    "es": "60 grados con detergente enzimático, tapón azul por cada diez kilos. Sin suavizante. Tambor a tres cuartos.",
    "fr": "60 degrés avec lessive enzymatique, bouchon bleu pour dix kilos. Sans adoucissant. Tambour aux 3/4.",
}  # fmt: skip
DECLINES, WITHOUT_BLEACH = "york", "lyon"


def change(language: str) -> list[dict[str, Any]]:
    return [{"kind": "eliminate", "step": "Soak"}, {"kind": "instruct", "step": "Wash", "text": WASH[language]}]


def model(language: str) -> str:
    name = "towel-life-cycle.bpmn" if language == "en" else f"towel-life-cycle.{language}.bpmn"
    return (FOLDER / name).read_text()


@pytest.fixture
def units() -> dict[str, str]:
    """Give the ids of the hotels' units."""
    return {}


@pytest.fixture
def chain(app, unit, units) -> dict[str, Program]:
    """Give the head of housekeeping of the chain, and a manager and two workers of each hotel."""
    with unit() as session:
        people = {"head": accounts.person(session, "Helen Ward", "manager")}
        for town in HOTELS:
            hotel = accounts.unit(session, town.title(), "team")
            units[town] = hotel.id
            people[f"{town} manager"] = accounts.person(session, f"{town.title()} Manager", "manager", hotel)
            for number in (1, 2):
                people[f"{town} {number}"] = accounts.person(
                    session, f"{town.title()} Worker {number}", "worker", hotel
                )
        tokens = {name: accounts.bearer(session, person) for name, person in people.items()}
    return {name: Program(app.test_client(), headers) for name, headers in tokens.items()}


def decided(people: list[Program], proposal: str, note: str) -> None:
    """Let people vote, the last of them being the one who approves."""
    people[-1].post(f"/proposals/{proposal}/open")
    for person in people:
        person.post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    assert people[-1].post(f"/proposals/{proposal}/close")["state"] == "accepted"
    assert people[-1].post(f"/proposals/{proposal}/approve", {"note": note})["state"] in ("approved", "live")


def team(chain: dict[str, Program], town: str) -> list[Program]:
    return [chain[f"{town} 1"], chain[f"{town} 2"], chain[f"{town} manager"]]


def test_all_hotels_take_up_a_new_towel(chain: dict[str, Program], units: dict[str, str], database) -> None:
    head = chain["head"]
    head.post("/processes", {"key": "towels", "title": "Towel life-cycle", "bpmn": model("en")}, 201)
    for town, language in HOTELS.items():
        variant = {"key": f"towels-{town}", "title": f"Towels in {town.title()}", "unit": town.title()}
        manager = chain[f"{town} manager"]
        assert manager.post("/processes/towels/variants", variant, 201)["parent"] == "towels"
        if language != "en":
            said = {"bpmn": model(language), "note": "In our words."}
            manager.post(f"/processes/towels-{town}/versions", said, 201)
        lanes = [{"lane": lane, "unit_id": units[town]} for lane in LANES[language]]
        manager.put(f"/processes/towels-{town}/lanes", {"lanes": lanes})
    local = {"title": "No bleach here", "reason": "Our septic tank does not bear it.", "operations": change("fr")[:1]}
    own = chain[f"{WITHOUT_BLEACH} manager"].post(f"/processes/towels-{WITHOUT_BLEACH}/proposals", local, 201)["id"]
    decided(team(chain, WITHOUT_BLEACH), own, "Since 2019.")

    wanted = {"title": "The new towel", "reason": "Dyed cotton: bleach and heat ruin it.", "operations": change("en")}
    origin = chain["hamburg 1"].post("/processes/towels/proposals", wanted, 201)["id"]
    decided(
        [*(who for who in chain.values() if who is not head), head], origin, "Tried for six weeks in Hamburg and Paris."
    )
    jobs.drain(database)
    assert head.get(f"/proposals/{origin}")["state"] == "live"

    offered = head.post(f"/proposals/{origin}/offers", {"to": [f"towels-{town}" for town in HOTELS]})["items"]
    states = {one["variant"]: one for one in offered}
    fitting = [town for town in HOTELS if states[f"towels-{town}"]["state"] == "offered"]
    assert set(HOTELS) - set(fitting) == {WITHOUT_BLEACH}, states
    for town in fitting:
        there, manager = states[f"towels-{town}"]["proposal"], chain[f"{town} manager"]
        if town == DECLINES:
            manager.post(f"/proposals/{there}/reject", {"reason": "Our old towels last until spring."})
            continue
        if HOTELS[town] != "en":
            manager.post(f"/proposals/{there}/revise", {"operations": change(HOTELS[town])})
        decided(team(chain, town), there, "From Monday.")
    jobs.drain(database)

    ledger = {one["variant"]: one for one in head.get(f"/proposals/{origin}/adoptions")["items"]}
    adopted = {key for key, one in ledger.items() if one["state"] == "adopted"}
    assert adopted == {f"towels-{town}" for town in fitting if town != DECLINES}
    assert ledger[f"towels-{DECLINES}"]["reason"] == "Our old towels last until spring."
    (soak,) = [step["in"] for step in head.get("/processes/towels/family")["steps"] if step["origin"] == "Soak"]
    assert {key for key, state in soak.items() if state != "absent"} == {f"towels-{DECLINES}"}

    for key in adopted:
        version, town = ledger[key]["version"], key.removeprefix("towels-")
        monday = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        chain["head"].put(f"/processes/{key}/switch", {"version": version, "at": monday})
        chain[f"{town} 1"].post(f"/processes/{key}/versions/{version}/acknowledge")
        steps = chain[f"{town} 1"].get(f"/processes/{key}/versions/{version}/steps")
        assert "Soak" not in {step["id"] for step in steps}
