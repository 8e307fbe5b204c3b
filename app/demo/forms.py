"""What people of the demo type into forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from app.kernel.times import clock

Odds = Mapping[str, tuple[tuple[Any, int], ...]]
CAMPAIGNS = (
    "Spring hiking", "Summer sale", "Autumn lights", "Winter warmers", "Rain jackets", "City walks", "Trail running",
    "Family tents", "Wool week", "Blue rivers", "Green coast", "Night market", "Open day", "Harvest fair", "First snow",
)  # fmt: skip
PLACES = ("Oslo", "Hamburg", "Lyon", "Porto", "Seville", "Ghent", "Turin", "Malmö", "Graz", "Split")
COMPANIES = (
    "Alpenglow Sport", "Van Dyck Outdoor", "Costa Verde Hotels", "Nordlys Cabins", "Halden & Sons", "Riverside Camping",
    "Moreau Randonnée", "Bergmann Seilbahnen", "Trattoria del Lago", "Kestrel Guides", "Silva Surf School",
)  # fmt: skip
CONTACTS = ("Ms Hall", "Mr Brun", "Ms Aalto", "Mr Costa", "Ms Keller", "Mr Silva", "Ms Moreau", "Mr Dahl")
PHRASES = (
    "Looks good to me.", "As agreed in the weekly call.", "Short text, one picture, two languages.",
    "The same audience as last year.", "Ready for the next step.", "Two small corrections, otherwise fine.",
)  # fmt: skip
ODDS: Odds = {
    "decision": (("approve", 78), ("rework", 14), ("stop", 8)),
    "qualified": (("yes", 70), ("no", 30)),
    "interested": (("yes", 62), ("no", 38)),
    "legal_ok": ((True, 92), (None, 8)),
    "budget_ok": ((True, 95), (None, 5)),
}
LINKS = {"visuals": "visuals", "copy": "texts", "draft": "draft", "launched_at": "campaign"}


def case_name(process_key: str, rng: Random, number: int) -> str:
    """Give a case a name that people would use."""
    if process_key == "lead-handover":
        return f"{rng.choice(COMPANIES)}, lead {number:03d}"
    if process_key == "event-report":
        return f"{rng.choice(PLACES)} fair {number:02d}"
    return f"{rng.choice(CAMPAIGNS)} {rng.choice(PLACES)} {number:03d}"


def fill(schema: dict[str, Any], rng: Random, case: str = "", odds: Odds = ODDS) -> dict[str, Any]:
    """Fill what a form requires, and now and then what it does not; `odds` say what is answered how often.

    None leaves it to chance among all that the form takes.
    """
    required = set(schema.get("required", ()))
    data = {}
    for name, rule in schema.get("properties", {}).items():
        if not rule.get("readOnly") and "x-file" not in rule and (name in required or rng.random() < 0.25):
            known = _known(name, rng, case, odds)
            data[name] = _value(rule, rng) if known is None else known
    return data


def _known(name: str, rng: Random, case: str, odds: Odds) -> Any:
    if name in odds:
        values, weights = zip(*odds[name], strict=True)
        return rng.choices(values, weights)[0]
    said = {"campaign": case, "company": case.partition(",")[0],
            "customer": case.partition(",")[0], "contact": rng.choice(CONTACTS),
            "cost_centre": f"MK-{rng.randint(100, 140)}"}  # fmt: skip
    if name in LINKS:
        return f"https://files.brightwater.example/{LINKS[name]}/{rng.randint(1000, 9999)}"
    return said.get(name)


def _value(rule: dict[str, Any], rng: Random) -> Any:
    options = rule.get("enum") or [o["const"] for o in rule.get("oneOf", ()) if "const" in o]
    if options:
        return rng.choice(options)
    if "const" in rule:
        return rule["const"]
    kind = rule.get("type", "string")
    if kind == "boolean":
        return rng.random() < 0.9
    if kind in ("integer", "number"):
        low = rule.get("minimum", 100)
        high = rule.get("maximum", low + 9000)
        return int(rng.triangular(low, high, low + (high - low) * 0.3)) // 10 * 10 if high > 100 else low
    if kind == "array":
        return [_value(rule.get("items", {}), rng)]
    return _text(rule, rng)


def _text(rule: dict[str, Any], rng: Random) -> str:
    soon = (clock.now() + timedelta(days=rng.randint(7, 60))).date().isoformat()
    known = {
        "date": soon,
        "date-time": f"{soon}T09:00:00Z",
        "email": "team@brightwater.example",
        "uri": "https://brightwater.example/brief",
    }
    said = known.get(rule.get("format", ""), rng.choice(PHRASES))
    return said[: rule["maxLength"]] if "maxLength" in rule else said
