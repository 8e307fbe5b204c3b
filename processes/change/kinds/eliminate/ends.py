"""Where a start or an end may go: others begin the process, or its ways end elsewhere."""

from __future__ import annotations

from processes.change.draft import Draft, Element, kind
from processes.change.kinds.eliminate.anchors import Anchors, has_condition, nodes_of, title
from processes.change.names import listed, sentence
from processes.change.refusal import KEEP, CannotChange, Choice
from processes.messages import _
from processes.model.graph import ACTIVITIES


def check_ends(draft: Draft, at: Anchors) -> None:
    """Raise `CannotChange` where the process would begin or end nowhere without a start or an end."""
    starts = [step for step in at.steps if kind(step) == "startEvent"]
    ends = [step for step in at.steps if kind(step) == "endEvent"]
    if starts and not _begins_elsewhere(draft, at):
        raise _needed(draft, at, starts, "START_NEEDED")
    if ends and not _ends_elsewhere(draft, at):
        raise _needed(draft, at, ends, "END_NEEDED")


def is_done_without(draft: Draft, at: Anchors) -> bool:
    """Whether nothing is put in the place of steps, for a start or an end that may go is one of them."""
    return any(kind(step) in ("startEvent", "endEvent") for step in at.steps)


def _begins_elsewhere(draft: Draft, at: Anchors) -> bool:
    """Whether others begin the process and lead to all that follows."""
    others = [node for node in nodes_of(at.scope) if kind(node) == "startEvent" and node.get("id") not in at.ids]
    after = {draft.ends(flow)[1] for flow in at.outgoing}
    reached = {draft.ends(flow)[1] for flow in draft.flows() if draft.ends(flow)[0] not in at.ids}
    return bool(others) and not at.incoming and after <= reached


def _ends_elsewhere(draft: Draft, at: Anchors) -> bool:
    """Whether others end the process, and each way that led here leads on from where it begins, too."""
    others = [node for node in nodes_of(at.scope) if kind(node) == "endEvent" and node.get("id") not in at.ids]
    return bool(others) and not at.outgoing and all(_parts_before(draft, at, flow) for flow in at.incoming)


def _parts_before(draft: Draft, at: Anchors, flow: Element) -> bool:
    """Whether a way is one of several that are all taken at once."""
    source = draft.elements[draft.ends(flow)[0]]
    ways = [one for one in draft.flows() if draft.ends(one)[0] == source.get("id")]
    on = [one for one in ways if one not in at.incoming]
    at_once = kind(source) == "parallelGateway" or kind(source) in ACTIVITIES
    return bool(on) and at_once and not any(has_condition(one) for one in ways)


def _needed(draft: Draft, at: Anchors, ends: list[Element], code: str) -> CannotChange:
    names = listed(title(one) for one in ends)
    others = [step for step in at.steps if step not in ends]
    ids = tuple(str(step.get("id")) for step in others)
    choices: list[Choice] = []
    if others:
        choices.append(Choice("only", _("Take out {steps} alone", steps=listed(title(o) for o in others)), ids))
    elif at.scope.get("triggeredByEvent") == "true":
        whole = _("Take out {step} instead", step=title(at.scope))
        choices.append(Choice("instead", whole, (str(at.scope.get("id")),)))
    else:
        choices += _next_to(draft, at, code)
    said = (
        _("{event} is where this begins; without it nothing would lead on.", event=names)
        if code == "START_NEEDED"
        else _("{event} is where a way ends; without it that would end nowhere.", event=names)
    )
    return CannotChange(code, sentence(said), str(ends[0].get("id")), (*choices, KEEP))


def _next_to(draft: Draft, at: Anchors, code: str) -> list[Choice]:
    """The step next to it, where work is done there."""
    flows, end = (at.outgoing, 1) if code == "START_NEEDED" else (at.incoming, 0)
    nodes = [draft.elements.get(draft.ends(flow)[end]) for flow in flows]
    if len(nodes) != 1 or nodes[0] is None or kind(nodes[0]) not in ACTIVITIES:
        return []
    return [Choice("instead", _("Take out {step} instead", step=title(nodes[0])), (str(nodes[0].get("id")),))]
