"""Who may not do a step that somebody did another one of."""

from __future__ import annotations

from typing import Any


def separation_of_duties(scopes: dict[str, Any]) -> None:
    """Have four eyes see from both sides: if one step is not for who did another, neither is the other."""
    steps = {step.shown_at: step for graph in scopes.values() for step in graph.steps if step.manual}
    pairs = [(key, other) for key, step in steps.items() for other in _names(step.attributes.get("notSameAs", ""))]
    for key, other in pairs:
        if other in steps and key not in _names(steps[other].attributes.get("notSameAs", "")):
            mine = steps[other].attributes
            mine["notSameAs"] = ",".join([*_names(mine.get("notSameAs", "")), key])


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
