"""What tints the map of a process: how long, how often, what waits; each with its figure in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from app.cases.measured.durations import duration
from app.cases.queries.measured.map_facts import MapFacts
from app.kernel.i18n import _, ngettext, pgettext
from app.kernel.times import clock

LEVELS = 5
NOTHING = _("No case has been completed yet, so nothing is measured here.")


def tints(facts: MapFacts) -> list[dict[str, Any]]:
    """Give what can be shown of these figures; levels are shares of the largest of its kind."""
    return [_time(facts), _frequency(facts), _waiting(facts)]


def _time(facts: MapFacts) -> dict[str, Any]:
    title = pgettext("of a step", "median from opened to done")
    steps = {
        step: {"level": level, "text": duration(facts.seconds[step]), "title": title}
        for step, level in _levels(facts.seconds).items()
    }
    about = ngettext(
        "How long a step takes from opened to done, in the {n} newest completed case. Darker is longer.",
        "How long a step takes from opened to done, in the {n} newest completed cases. Darker is longer.",
        facts.cases,
    )
    return {"key": "time", "about": about if facts.cases else NOTHING, "steps": steps}


def _frequency(facts: MapFacts) -> dict[str, Any]:
    steps = {}
    for step, level in _levels(facts.done).items():
        n = facts.done[step]
        title = ngettext("done {n} time", "done {n} times", n)
        steps[step] = {"level": level, "text": f"{n}×", "title": title}
    about = ngettext(
        "How often the {n} newest completed case went each way. Darker and thicker is more often.",
        "How often the {n} newest completed cases went each way. Darker and thicker is more often.",
        facts.cases,
    )
    ways = {"passed": facts.passed, "chosen": facts.chosen}
    return {"key": "frequency", "about": about if facts.cases else NOTHING, "steps": steps, **ways}


def _waiting(facts: MapFacts) -> dict[str, Any]:
    now = clock.now()
    waited = {step: (now - since).total_seconds() for step, (_count, since) in facts.open.items()}
    steps = {}
    for step, level in _levels(waited).items():
        count, lasts = facts.open[step][0], duration(waited[step])
        words = ngettext("{n} open now, for {time}", "{n} open now, the oldest for {time}", count, time=lasts)
        steps[step] = {"level": level, "text": _("{n} · {time}", n=count, time=lasts), "title": words}
    about = _("What is open now: how many, and how long the oldest has waited. Darker is longer.")
    return {"key": "waiting", "about": about if steps else _("No task is open now."), "steps": steps}


def _levels(values: Mapping[str, float]) -> dict[str, int]:
    """Give each value its share of the largest one, from 1 to `LEVELS`."""
    largest = max(values.values(), default=0)
    if largest <= 0:
        return dict.fromkeys(values, 1)
    return {key: max(1, ceil(LEVELS * (value / largest))) for key, value in values.items()}
