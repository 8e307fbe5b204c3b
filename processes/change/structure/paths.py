"""Steps that follow one another on one path, found in a draft: what enters them, leads between them and leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from processes.change.contract.finding import node_of
from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.names import listed, quoted
from processes.change.refusal import CannotChange, Choice
from processes.messages import _
from processes.model.elements import NODES
from processes.model.graph import ACTIVITIES


@dataclass(frozen=True, slots=True)
class Path:
    """Steps in a row with the one way that leads to the first, those between them, and the one that leads on."""

    steps: tuple[Element, ...]
    into: Element
    between: tuple[Element, ...]
    out: Element


def path_of(draft: Draft, ids: Sequence[str], keep: Choice) -> Path:
    """The path that steps are in their order; raises `CannotChange` NOT_A_SEQUENCE and what makes it none."""
    steps = tuple(node_of(draft, one) for one in ids)
    into, out = _ways(draft, ids[0], 1), _ways(draft, ids[-1], 0)
    between = []
    for first, second in pairwise(ids):
        on = _ways(draft, first, 0)
        if len(on) != 1 or draft.ends(on[0])[1] != second or len(_ways(draft, second, 1)) != 1:
            raise _no_sequence(steps, keep)
        between += on
    if len(into) != 1 or len(out) != 1:
        raise _no_sequence(steps, keep)
    found = Path(steps, into[0], tuple(between), out[0])
    for flow in (found.into, *found.between, found.out):
        check_way(draft, flow, keep)
    return found


def alone(draft: Draft, step: str, keep: Choice) -> Path:
    """The path that one step is; raises `CannotChange` NOT_A_SEQUENCE where ways join or split at it."""
    return path_of(draft, (step,), keep)


def only_work(steps: Sequence[Element], keep: Choice) -> None:
    """Raise `CannotChange` NOT_AN_ACTIVITY where one of the steps is an event or a gateway."""
    for step in steps:
        if kind(step) not in ACTIVITIES:
            words = _("{step} is an event or a gateway. Choose steps where work is done.", step=called(step))
            raise CannotChange("NOT_AN_ACTIVITY", words, str(step.get("id")), (keep,))


def nothing_attached(draft: Draft, steps: Sequence[Element], keep: Choice) -> None:
    """Raise `CannotChange` BOUNDARY_EVENT_ATTACHED where an event hangs on one of the steps."""
    ids = {str(step.get("id")) for step in steps}
    for event in draft.all("boundaryEvent"):
        host = draft.ref(event.get("attachedToRef"))
        if host in ids:
            words = _("An event and its path hang on {step}. Take them away first, or leave the step where it is.",
                      step=called(draft.elements[host]))  # fmt: skip
            raise CannotChange("BOUNDARY_EVENT_ATTACHED", words, host, (keep,))


def check_way(draft: Draft, way: Element, keep: Choice) -> None:
    """Raise `CannotChange` where a way leads nowhere, into another scope, or a branch would begin with no event."""
    source, target = (draft.elements.get(end) for end in draft.ends(way))
    if source is None or target is None or kind(source) not in NODES or kind(target) not in NODES:
        words = _("An arrow of the stored diagram leads nowhere. It has to be drawn by hand first.")
        raise CannotChange("BROKEN_INPUT_FLOW", words, str(way.get("id")), (keep,))
    if source.getparent() is not target.getparent():
        words = _("An arrow of the stored diagram leads from one process into another. Draw it by hand first.")
        raise CannotChange("CROSS_SCOPE_FLOW", words, str(way.get("id")), (keep,))


def not_after_choice(draft: Draft, way: Element, keep: Choice) -> None:
    """Raise `CannotChange` EVENT_GATEWAY_TARGET where a way begins at a gateway that waits for events."""
    if kind(draft.elements[draft.ends(way)[0]]) == "eventBasedGateway":
        words = _("After “whichever comes first” a branch must begin with an event.")
        raise CannotChange("EVENT_GATEWAY_TARGET", words, draft.ends(way)[0], (keep,))


def without_conditions(draft: Draft, ways: Sequence[Element], keep: Choice) -> None:
    """Raise `CannotChange` CONDITION_CANNOT_MOVE where one of the ways is taken on a condition."""
    for way in ways:
        if way.find(BPMN + "conditionExpression") is not None:
            step = draft.ends(way)[0]
            words = _("The way behind {step} is taken on a condition, which could not be asked any more.",
                      step=called(draft.elements[step]))  # fmt: skip
            raise CannotChange("CONDITION_CANNOT_MOVE", words, step, (keep,))


def called(step: Element) -> str:
    """What to call a step that is refused."""
    return quoted(" ".join((step.get("name") or str(step.get("id"))).split()))


def _ways(draft: Draft, step: str, end: int) -> list[Element]:
    return [flow for flow in draft.flows() if draft.ends(flow)[end] == step]


def _no_sequence(steps: Sequence[Element], keep: Choice) -> CannotChange:
    words = _("{steps} do not follow one another on one path. Choose steps in a row.", steps=listed(map(called, steps)))
    return CannotChange("NOT_A_SEQUENCE", words, str(steps[0].get("id")), (keep,))
