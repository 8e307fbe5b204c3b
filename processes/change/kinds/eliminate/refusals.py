"""Everything that can stand in the way of eliminating a step, apart from how its arrows meet."""

from __future__ import annotations

from processes.change.contract import node_of
from processes.change.draft import Draft, Element, kind
from processes.change.kinds.eliminate.anchors import Anchors, nodes_of, pool_of, title
from processes.change.kinds.eliminate.data import data_still_read
from processes.change.names import listed, sentence
from processes.change.refusal import KEEP, CannotChange, Choice
from processes.model.elements import NODES
from processes.model.graph import ACTIVITIES

CODES = {
    "NOT_AN_ACTIVITY": "only work can be eliminated, not an event or a gateway",
    "BROKEN_INPUT_FLOW": "an arrow of the stored diagram leads nowhere",
    "CROSS_SCOPE_FLOW": "an arrow of the stored diagram crosses the border of a process",
    "COMPENSATION_HANDLER": "the step undoes another one",
    "COMPENSATION_REFERENCE": "an event asks to undo the step",
    "BOUNDARY_EVENT_ATTACHED": "events and their paths hang on the step",
    "MESSAGE_PARTNER_WAITS": "somebody waits for the message that the step sends",
    "MESSAGE_LOST": "the step receives a message that somebody sends",
    "DATA_STILL_READ": "later steps read what only this step writes",
    "EVENT_GATEWAY_TARGET": "after 'whichever comes first' a branch begins with an event",
    "IMPLICIT_START_INTO_JOIN": "the process would begin at a join",
    "TWO_CONDITIONS": "two conditions would meet on one arrow",
    "CONDITION_CANNOT_MOVE": "a condition would be left where none can be asked",
    "DUPLICATE_FLOW": "the next step would start twice",
    "MIXED_JOIN_FORK": "arrows join and split at the step",
    "MIXED_IMPLICIT_SPLIT": "arrows with and without a condition leave the step",
}


def find_step(draft: Draft, identity: str) -> Element:
    """The activity of an id, or the refusal that says that there is none."""
    step = node_of(draft, identity)
    if kind(step) not in ACTIVITIES:
        what = "an event" if kind(step).endswith("Event") else "a gateway"
        raise CannotChange(
            "NOT_AN_ACTIVITY",
            f"Expected a step where work is done, but {title(step)} is {what}. "
            "Eliminate the work before or after it instead.",
            identity,
        )
    return step


def check(draft: Draft, at: Anchors, cascade: bool, also: frozenset[str]) -> None:
    """Refuse where the diagram is broken, or where something else hangs on the step and nobody agreed to lose it."""
    _check_flows(draft, at)
    _check_compensation(draft, at, cascade, also)
    _check_rest(at)
    if cascade:
        return
    _check_attached(at)
    _check_messages(draft, at, also)
    read = data_still_read(draft, at.step, also)
    if read:
        what, readers = read
        raise CannotChange(
            "DATA_STILL_READ",
            f"{sentence(what)} is written only in {title(at.step)} and read by {listed(title(r) for r in readers)}.",
            at.id,
            (
                Choice("cascade", f"Eliminate it all the same: {what} comes from elsewhere"),
                Choice("both", f"Eliminate {listed(title(r) for r in readers)} too", _ids(readers)),
                KEEP,
            ),
        )


def _check_flows(draft: Draft, at: Anchors) -> None:
    own = [flow for event in at.attached for flow in draft.flows() if draft.ends(flow)[0] == event.get("id")]
    inner = at.inside - {at.id}
    crossing = [flow for flow in draft.flows() if len(inner & set(draft.ends(flow))) == 1]
    crossing = [flow for flow in crossing if set(draft.ends(flow)) - inner]
    for flow in at.incoming + at.outgoing + at.circles + own + crossing:
        ends = [draft.elements.get(end) for end in draft.ends(flow)]
        lost = [end is None or kind(end) not in NODES for end in ends]
        if any(lost):
            raise CannotChange(
                "BROKEN_INPUT_FLOW",
                f"The stored diagram is broken at {title(at.step)}: the arrow {flow.get('id')} "
                f"{'begins' if lost[0] else 'ends'} at nothing that is a step. Repair the diagram first.",
                at.id,
            )
        if any(end is not None and end.getparent() is not at.scope for end in ends):
            raise CannotChange(
                "CROSS_SCOPE_FLOW",
                f"The stored diagram is broken at {title(at.step)}: the arrow {flow.get('id')} crosses the border of "
                "a process or sub-process. Repair the diagram first.",
                at.id,
            )


def _check_compensation(draft: Draft, at: Anchors, cascade: bool, also: frozenset[str]) -> None:
    if at.step.get("isForCompensation") == "true" and not cascade:
        raise CannotChange(
            "COMPENSATION_HANDLER",
            f"{sentence(title(at.step))} undoes another step when that is called back. "
            "It can only go together with the event that calls it.",
            at.id,
            (Choice("cascade", "Remove the event that calls it too"), KEEP),
        )
    for definition in draft.all("compensateEventDefinition"):
        event = definition.getparent()
        if draft.ref(definition.get("activityRef")) == at.id and event is not None:
            raise CannotChange(
                "COMPENSATION_REFERENCE",
                f"{sentence(title(event))} asks to undo {title(at.step)}. Change that event first.",
                at.id,
                (KEEP,),
            )


def _check_rest(at: Anchors) -> None:
    if len(nodes_of(at.scope)) > 1:
        return
    whole = kind(at.scope) == "process"
    raise CannotChange(
        "LAST_STEP",
        f"{sentence(title(at.step))} is all there is in this {'process' if whole else 'sub-process'}; without it "
        f"nothing would be left. {'Retire the process' if whole else 'Eliminate the sub-process'} instead.",
        at.id,
        (KEEP,) if whole else (Choice("instead", f"Eliminate {title(at.scope)} instead", _ids([at.scope])), KEEP),
    )


def _check_attached(at: Anchors) -> None:
    if not at.attached:
        return
    events = listed(title(e) for e in at.attached)
    one = len(at.attached) == 1
    raise CannotChange(
        "BOUNDARY_EVENT_ATTACHED",
        f"{sentence(events)} and {'its' if one else 'their'} path hang on {title(at.step)}.",
        at.id,
        (Choice("cascade", f"Remove {events} and {'its' if one else 'their'} path too"), KEEP),
    )


def _check_messages(draft: Draft, at: Anchors, also: frozenset[str]) -> None:
    for message in at.messages:
        source, target = draft.ends(message)
        sends = source in at.inside
        other = draft.elements.get(target if sends else source)
        if other is None or kind(other) not in NODES or _gone_too(other, also) or {source, target} <= at.inside:
            continue
        pool = pool_of(draft, other)
        partner = title(other) + (f" in “{pool}”" if pool else "")
        what = f"the message “{message.get('name')}”" if message.get("name") else "the message"
        words = (
            f"{sentence(partner)} waits for {what} that {title(at.step)} sends."
            if sends
            else f"{sentence(title(at.step))} receives {what}; {partner} would send it to nobody."
        )
        both = Choice("both", f"Eliminate {title(other)} too", _ids([other]))
        raise CannotChange(
            "MESSAGE_PARTNER_WAITS" if sends else "MESSAGE_LOST",
            f"{words} Eliminate both, or keep.",
            at.id,
            (
                *((both,) if kind(other) in ACTIVITIES else ()),
                Choice("cascade", f"Drop {what} too and leave {title(other)} as it is"),
                KEEP,
            ),
        )


def _gone_too(element: Element, also: frozenset[str]) -> bool:
    return element.get("id") in also or any(a.get("id") in also for a in element.iterancestors())


def _ids(elements: list[Element]) -> tuple[str, ...]:
    return tuple(str(e.get("id")) for e in elements)
