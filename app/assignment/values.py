"""How a process shares out its work: a rule for a step, or for a lane; kept with the process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from app.kernel.i18n import _

WAYS = {
    "pull": _("whoever takes it first"),
    "round_robin": _("everybody in turn"),
    "least_loaded": _("whoever has the least to do"),
    "starter": _("who started the case"),
    "starter_manager": _("the manager of who started the case"),
    "who_did": _("who did another step"),
    "person": _("one person"),
    "group": _("one group"),
}


MOST_REMINDERS = 10
# The steps that people do, by their BPMN tag.
BY_PEOPLE = ("task", "userTask", "manualTask")


@dataclass(frozen=True)
class Rule:
    """Who gets the tasks of a step or lane, until when, how urgent they are, and what happens when they are late.

    `to` is the person, group or step that `assign` speaks of; `apart` are steps that somebody else must have done;
    `due` and `escalate` are lengths of time; who has a late task is reminded `reminders` times, each `remind` (a length
    of time, a day where it says nothing) after the one before, and then those hear who answer for the process.
    """

    step: str = ""
    lane: str = ""
    assign: str = "pull"
    to: str = ""
    apart: tuple[str, ...] = ()
    due: str = ""
    priority: int | None = None
    escalate: str = ""
    reminders: int = 0
    remind: str = ""
    reassign: bool = False

    def stored(self) -> dict[str, Any]:
        """Give the rule as it is kept: without what says nothing; a priority of 0 says something."""
        said = asdict(self).items()
        return {key: value for key, value in said if value or (key == "priority" and value is not None)}


_NAMES = {f.name for f in fields(Rule)}


def read(given: dict[str, Any]) -> Rule:
    """Read a kept rule; what a later release added is left out."""
    known = {key: value for key, value in given.items() if key in _NAMES}
    return Rule(**{**known, "apart": tuple(known.get("apart") or ())})


def rule_for(rules: list[dict[str, Any]], step_id: str, lane: str) -> Rule | None:
    """Give the rule of a step, else that of its lane, else none."""
    if not rules:
        return None
    own = next((r for r in rules if r.get("step") == step_id), None)
    found = own or next((r for r in rules if lane and not r.get("step") and r.get("lane") == lane), None)
    return read(found) if found else None


def apart_from(rules: list[dict[str, Any]], step_id: str, given: Any = None) -> str:
    """Give the steps whose doer may not do this one, as “,a,b,”: seen from both sides, empty where there are none."""
    steps = [part for one in str(given or "").split(",") if (part := one.strip())]
    for rule in rules:
        if rule.get("step") == step_id:
            steps += rule.get("apart") or []
        elif step_id in (rule.get("apart") or []) and rule.get("step"):
            steps.append(rule["step"])
    unique = [step for step in dict.fromkeys(steps) if step != step_id]
    return f",{','.join(unique)}," if unique else ""
