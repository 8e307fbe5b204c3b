"""Hanging a timer on a step, and leading the way from it to what happens then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from processes.change.contract import node_of
from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.nodes import lane_of, new_flow, new_node, put_in_lane
from processes.change.draft.tags import own_text
from processes.change.kinds.deadline.drawing import draw_deadline
from processes.change.kinds.deadline.parameters import duration_words, lasts
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called
from processes.messages import _
from processes.model.elements import NODES
from processes.model.graph import ACTIVITIES

if TYPE_CHECKING:
    from processes.change.kinds.deadline import Deadline

CODES = {
    **structural("NOT_AN_ACTIVITY", "CROSS_SCOPE_FLOW", "EVENT_GATEWAY_TARGET"),
    "DEADLINE_EXISTS": "the step has a deadline of the same length",
    "CANNOT_HANG": "no event can hang on the step",
    "NO_WAY_INTO": "no way can lead there",
}
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def hang(draft: Draft, wanted: Deadline) -> None:
    """Hang a timer on a step; raises `CannotChange`."""
    keep = Choice("keep", wanted.about.keep)
    host = node_of(draft, wanted.step)
    _check_host(draft, host, wanted, keep)
    target = _target(draft, host, wanted, keep) if wanted.then.by == "to" else None
    event = new_node(draft, "boundaryEvent", host)
    event.set("attachedToRef", wanted.step)
    if not wanted.interrupts:
        event.set("cancelActivity", "false")
    _timer(event, wanted.after)
    put_in_lane(draft, event, lane_of(draft, host))
    made: list[Element] = []
    ways: list[Element] = []
    if target is None:
        made.append(new_node(draft, "userTask", event, wanted.then.text))
        goes_on = _goes_on(draft, host) if wanted.interrupts else None
        if goes_on is None:
            made.append(new_node(draft, "endEvent", made[0]))
        for one in made:
            put_in_lane(draft, one, lane_of(draft, host))
        ways.append(new_flow(draft, event, made[0], made[-1]))
        ways.append(new_flow(draft, made[0], made[1] if goes_on is None else goes_on, ways[-1]))
    else:
        ways.append(new_flow(draft, event, target, event))
    draw_deadline(draft, host, event, made, ways)


def _check_host(draft: Draft, host: Element, wanted: Deadline, keep: Choice) -> None:
    if kind(host) not in ACTIVITIES:
        words = _("{step} is an event or a gateway. Choose steps where work is done.", step=called(host))
        raise CannotChange("NOT_AN_ACTIVITY", words, wanted.step, (keep,))
    if host.get("triggeredByEvent") == "true" or host.get("isForCompensation") == "true":
        words = _("{step} begins on an event of its own, and no deadline can hang on it. Choose another step.",
                  step=called(host))  # fmt: skip
        raise CannotChange("CANNOT_HANG", words, wanted.step, (keep,))
    if any(lasts(text) == lasts(wanted.after) for _event, text in timers(draft, wanted.step)):
        words = _("{step} has a deadline of {time} already. Choose another length of time.",
                  step=called(host), time=duration_words(wanted.after))  # fmt: skip
        raise CannotChange("DEADLINE_EXISTS", words, wanted.step, (keep,))


def timers(draft: Draft, step: str) -> Iterator[tuple[Element, str]]:
    """The timers that hang on a step, each with its duration."""
    for event in draft.all("boundaryEvent"):
        if draft.ref(event.get("attachedToRef")) == step:
            for duration in event.iter(BPMN + "timeDuration"):
                yield event, own_text(duration)


def _target(draft: Draft, host: Element, wanted: Deadline, keep: Choice) -> Element:
    target = node_of(draft, wanted.then.text)
    if target.getparent() is not host.getparent():
        words = _("{step} stands in another process or sub-process than {host}. Choose a step beside it.",
                  step=called(target), host=called(host))  # fmt: skip
        raise CannotChange("CROSS_SCOPE_FLOW", words, wanted.step, (keep,))
    if kind(target) in ("startEvent", "boundaryEvent") or target.get("triggeredByEvent") == "true":
        words = _("No way can lead to {step}: it begins by itself. Choose a step where work goes on.",
                  step=called(target))  # fmt: skip
        raise CannotChange("NO_WAY_INTO", words, wanted.step, (keep,))
    before = [draft.get(flow.get("sourceRef")) for flow in draft.flows() if draft.ends(flow)[1] == wanted.then.text]
    if any(one is not None and kind(one) == "eventBasedGateway" for one in before):
        words = _("{step} is one of several events of which the first counts, so no other way can lead to it.",
                  step=called(target))  # fmt: skip
        raise CannotChange("EVENT_GATEWAY_TARGET", words, wanted.step, (keep,))
    return target


def _timer(event: Element, after: str) -> None:
    definition = etree.SubElement(event, BPMN + "timerEventDefinition")
    duration = etree.SubElement(definition, BPMN + "timeDuration")
    duration.set(_TYPE, f"{event.prefix}:tFormalExpression" if event.prefix else "tFormalExpression")
    duration.text = after


def _goes_on(draft: Draft, host: Element) -> Element | None:
    """What follows a step, where one way leads there without a condition; a join would wait for ever."""
    ways = [flow for flow in draft.flows() if draft.ends(flow)[0] == host.get("id")]
    if len(ways) != 1 or ways[0].find(BPMN + "conditionExpression") is not None:
        return None
    target = draft.elements.get(draft.ends(ways[0])[1])
    if target is None or kind(target) not in NODES or target.getparent() is not host.getparent():
        return None
    return target if kind(target) not in ("parallelGateway", "inclusiveGateway", "complexGateway") else None
