"""Say how the work of a process is shared out."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import actors, hold_groups
from app.assignment import queries
from app.assignment.actions.sharing import moment
from app.assignment.actions.step_groups import note_groups_of
from app.assignment.policy import Assignment
from app.assignment.values import MOST_REMINDERS, WAYS, Rule, read
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock

MOST = 200


def share_work(session: Session, actor: Actor, process: Process, rules: list[dict[str, Any]]) -> list[Rule]:
    """Replace the rules of a process, one for each step or lane.

    Raises Invalid for a rule that says nothing usable, or names newly whom the actor may not know of.
    """
    policy.require(actor, Assignment.MAP_LANES, process)
    found = [read(given) for given in rules[:MOST]]
    here = _here(session, actor, process, found)
    for rule in found:
        _field, words = _fault(rule, here)
        if words:
            raise Invalid(
                "BAD_RULE",
                _("Expected a rule that can be followed, but it cannot: {words}", words=words),
                {"rules": words},
            )
    places = [(rule.step, "" if rule.step else rule.lane) for rule in found]
    if len(set(places)) < len(places):
        words = _("There are two rules for the same step or lane. Keep one.")
        raise Invalid("BAD_RULE", _("Expected one rule for each step or lane. {words}", words=words), {"rules": words})
    before, process.work_rules = process.work_rules, [rule.stored() for rule in found] or None
    session.flush()
    # Only where they differ: writing the process is what keeps others from noting at the same time.
    if process.work_rules != before:
        note_groups_of(session, process)
    audit.record(session, actor, "work.shared", Subject.of("process", process.id), {"rules": process.work_rules or []})
    return found


def require_usable(session: Session, actor: Actor, process: Process, rule: Rule) -> None:
    """Raise Invalid, with the field of the rule that is wrong, for a rule that `share_work` would refuse."""
    field, words = _fault(rule, _here(session, actor, process, [rule]))
    if words:
        raise Invalid(
            "BAD_RULE", _("Expected a rule that can be followed, but it cannot: {words}", words=words), {field: words}
        )


def _here(session: Session, actor: Actor, process: Process, rules: list[Rule]) -> dict[str, set[str]]:
    """Give the people and groups, by “person” and “group”, that are here and that the actor may name.

    Those are whom they may know of, and whom a rule names already. As many statements for many rules as for one.
    """
    people, groups = ({rule.to for rule in rules if rule.assign == way} for way in ("person", "group"))
    hidden = queries.unknown_to(session, actor, people | groups) - {one.get("to") for one in process.work_rules or []}
    found = set(actors(session, people)) if people else set[str]()
    return {"person": found - hidden, "group": hold_groups(session, groups - hidden)}


def _fault(rule: Rule, here: dict[str, set[str]]) -> tuple[str, str]:
    if not (rule.step or rule.lane):
        return "step", _("Name a step or a lane.")
    if rule.assign not in WAYS:
        return "assign", _("Choose one of {words}.", words=", ".join(WAYS))
    if rule.assign == "who_did" and not rule.to:
        return "to", _("Say which step it was that the person did.")
    if rule.assign == "person" and rule.to not in here["person"]:
        return "to", _("This person is not here. Choose another one.")
    if rule.assign == "group" and rule.to not in here["group"]:
        return "to", _("There is no such group. Choose another one.")
    if rule.apart and not rule.step:
        return "apart", _("Four eyes are for a step, not for a whole lane.")
    if rule.priority is not None and not 0 <= rule.priority <= 100:
        return "priority", _("Choose a priority from 0 to 100.")
    if not 0 <= rule.reminders <= MOST_REMINDERS:
        return "reminders", _("Choose up to {most} reminders.", most=MOST_REMINDERS)
    return next(
        ((key, words) for key in ("due", "escalate", "remind") if (words := _span_fault(getattr(rule, key)))), ("", "")
    )


def _span_fault(text: str) -> str:
    try:
        if text and (not text.startswith("P") or moment(text, clock.now(), UTC) <= clock.now()):
            raise ValueError(text)
    except (ValueError, OverflowError):
        return _("“{text}” is no length of time; write one such as 2 days (P2D) or 8 hours (PT8H).", text=text)
    return ""
