"""What flow nodes are: words of their own for each kind, and for what an event is about."""

from __future__ import annotations

from processes.messages import _, pgettext

_NOUNS = {
    "manualTask": pgettext("element", "manual step"), "serviceTask": pgettext("element", "automatic step"),
    "scriptTask": pgettext("element", "script step"), "sendTask": pgettext("element", "sending step"),
    "receiveTask": pgettext("element", "receiving step"), "businessRuleTask": pgettext("element", "business rule"),
    "callActivity": pgettext("element", "called process"), "subProcess": pgettext("element", "sub-process"),
    "transaction": pgettext("element", "transaction"), "adHocSubProcess": pgettext("element", "ad-hoc sub-process"),
    "startEvent": pgettext("element", "start"), "endEvent": pgettext("element", "end"),
    "exclusiveGateway": pgettext("element", "choice"), "inclusiveGateway": pgettext("element", "choice"),
    "complexGateway": pgettext("element", "choice"), "parallelGateway": pgettext("element", "split"),
    "eventBasedGateway": pgettext("element", "wait for what comes first"),
}  # fmt: skip
STEP, JOIN, EVENT = pgettext("element", "step"), pgettext("element", "join"), pgettext("element", "event")
# Events by what they are about: at a start, at an end, anywhere else.
_EVENTS = {
    "message": {
        "startEvent": pgettext("element", "message start"), "endEvent": pgettext("element", "message end"),
        "": pgettext("element", "message event"),
    },
    "timer": {"startEvent": pgettext("element", "timer start"), "": pgettext("element", "timer event")},
    "signal": {
        "startEvent": pgettext("element", "signal start"), "endEvent": pgettext("element", "signal end"),
        "": pgettext("element", "signal event"),
    },
    "error": {
        "startEvent": pgettext("element", "error start"), "endEvent": pgettext("element", "error end"),
        "": pgettext("element", "error event"),
    },
    "escalation": {
        "startEvent": pgettext("element", "escalation start"), "endEvent": pgettext("element", "escalation end"),
        "": pgettext("element", "escalation event"),
    },
    "compensate": {
        "startEvent": pgettext("element", "undo start"), "endEvent": pgettext("element", "undo end"),
        "": pgettext("element", "undo event"),
    },
    "conditional": {"startEvent": pgettext("element", "condition start"), "": pgettext("element", "condition event")},
    "cancel": {"endEvent": pgettext("element", "cancel end"), "": pgettext("element", "cancel event")},
    "terminate": {"endEvent": pgettext("element", "final end"), "": pgettext("element", "final event")},
    "link": {"": pgettext("element", "link event")},
}  # fmt: skip
_ORDINALS = (
    pgettext("which of several", "first"), pgettext("which of several", "second"), pgettext("which of several", "third")
)  # fmt: skip


def noun(kind: str, what: str = "") -> str:
    """Say what an element is, of an event also what it is about; a start and an end are said to be events."""
    if kind.endswith("Event"):
        return _event(what, "") if what else EVENT
    return _NOUNS.get(kind, STEP)


def start_or_end(kind: str, what: str = "") -> str:
    """Say which start or end it is."""
    return _event(what, kind) if what else _NOUNS[kind]


def _event(what: str, kind: str) -> str:
    known = _EVENTS.get(what, {}).get(kind)
    if known is not None:
        return known
    if kind == "startEvent":
        return _("{what} start", what=what)
    return _("{what} end", what=what) if kind == "endEvent" else _("{what} event", what=what)


def ordinal(number: int) -> str:
    """Give first, second, third, 4th: as many as people read."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = number % 10 if number % 100 not in (11, 12, 13) else 0
    if ending == 1:
        return _("{number}st", number=number)
    if ending == 2:
        return _("{number}nd", number=number)
    return _("{number}rd", number=number) if ending == 3 else _("{number}th", number=number)
