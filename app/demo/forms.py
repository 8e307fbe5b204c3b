"""What people of the demo type into forms."""

from __future__ import annotations

from random import Random
from typing import Any

CAMPAIGNS = (
    "Spring hiking", "Summer sale", "Autumn lights", "Winter warmers", "Rain jackets", "City walks", "Trail running",
    "Family tents", "Wool week", "Blue rivers", "Green coast", "Night market", "Open day", "Harvest fair", "First snow",
)  # fmt: skip
PLACES = ("Oslo", "Hamburg", "Lyon", "Porto", "Seville", "Ghent", "Turin", "Malmö", "Graz", "Split")
PHRASES = (
    "Looks good to me.", "As agreed in the weekly call.", "Short text, one picture, two languages.",
    "The same audience as last year.", "Ready for the next step.", "Two small corrections, otherwise fine.",
)  # fmt: skip


def campaign(rng: Random, number: int) -> str:
    """Give a case a name that people would use."""
    return f"{rng.choice(CAMPAIGNS)} {rng.choice(PLACES)} {number:03d}"


def fill(schema: dict[str, Any], rng: Random) -> dict[str, Any]:
    """Fill what a form requires, and now and then what it does not."""
    required = set(schema.get("required", ()))
    data = {}
    for name, rule in schema.get("properties", {}).items():
        if not rule.get("readOnly") and (name in required or rng.random() < 0.2):
            data[name] = _value(rule, rng)
    return data


def _value(rule: dict[str, Any], rng: Random) -> Any:
    if "default" in rule and rng.random() < 0.7:
        return rule["default"]
    options = rule.get("enum") or [o["const"] for o in rule.get("oneOf", ()) if "const" in o]
    if options:
        return options[0] if rng.random() < 0.8 else rng.choice(options)
    kind = rule.get("type", "string")
    if kind == "boolean":
        return rng.random() < 0.85
    if kind in ("integer", "number"):
        low, high = rule.get("minimum", 100), rule.get("maximum", rule.get("minimum", 100) + 4000)
        return int(rng.triangular(low, high, low + (high - low) * 0.3))
    if kind == "array":
        return [_value(rule.get("items", {}), rng)]
    return _text(rule, rng)


def _text(rule: dict[str, Any], rng: Random) -> str:
    known = {
        "date": f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "date-time": f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T09:00:00Z",
        "email": "team@brightwater.example",
        "uri": "https://brightwater.example/brief",
    }
    said = known.get(rule.get("format", ""), rng.choice(PHRASES))
    return said[: rule["maxLength"]] if "maxLength" in rule else said
