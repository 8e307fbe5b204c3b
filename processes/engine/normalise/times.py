"""Timers: their text as a time the engine can keep, in the zone the model names."""

from __future__ import annotations

import re

from processes.engine.normalise.context import Context, Element, S, opens, tag, text_of
from processes.expressions import language
from processes.messages import _
from processes.schedule import cron
from processes.schedule.iso8601 import says_no_zone
from processes.schedule.timers import is_time

# Begins as ISO 8601 writes dates, lengths and repetitions: what cannot be read of it is a mistake, and no name of data.
_TIME = re.compile(r"[-+]?(R\d*/|P-?T?-?\d|\d{4}-\d\d-)")
TIMES = ("timeDate", "timeDuration", "timeCycle")


def keep(context: Context, node: Element, definition: Element) -> bool:
    """Write on a timer's definition when it is due; False where that cannot be told."""
    found = _expression_of(definition)
    if found is None:
        return False
    kind, text, zone = found
    quoted = text.strip("'\"")
    definition.set(S + "kind", kind)
    if zone:
        definition.set(S + "zone", zone)
    if is_time(kind, quoted, zone):
        definition.set(S + "time", quoted)
        _say(context, node, kind, quoted, zone)
        return True
    expression = _expression(text)
    if expression is None:
        return False
    definition.set(S + "expression", expression)
    return True


def is_told(definition: Element) -> bool:
    """Whether it can be told when a timer is due."""
    found = _expression_of(definition)
    return found is not None and (is_time(found[0], found[1].strip("'\""), found[2]) or bool(_expression(found[1])))


def _expression_of(definition: Element) -> tuple[str, str, str] | None:
    """What a timer says: kind, text and zone."""
    child = next((one for one in definition if tag(one) in TIMES and text_of(one)), None)
    return None if child is None else (tag(child), text_of(child), zone_at(definition))


def _expression(text: str) -> str | None:
    return None if _TIME.match(text.strip("'\"")) else language.expression(text)


def zone_at(element: Element) -> str:
    """The time zone that the model names nearest to an element, in the attribute stepwell:timezone; else empty."""
    for one in (element, *element.iterancestors()):
        if one.get(S + "timezone"):
            return str(one.get(S + "timezone"))
    return ""


def _say(context: Context, node: Element, kind: str, text: str, zone: str) -> None:
    if not zone and says_no_zone(kind, text):
        words = _("{step} names a time of day without a time zone: it is taken as UTC.", step=opens(node))
        context.assume("TIME_IN_UTC", node, words)
    if kind == "timeCycle" and cron.counts_weekdays(text):
        words = _(
            "{step} names days of the week by number: 1 is taken as Monday. Write MON, TUE, … to be sure.",
            step=opens(node),
        )
        context.assume("WEEKDAY_NUMBERS", node, words)
