"""Joining the arrows of a step that goes: which of them stay, and what they may carry."""

from __future__ import annotations

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.connect import lead_to
from processes.change.kinds.eliminate.anchors import Anchors, has_condition, nodes_of, source_of, target_of, title
from processes.change.kinds.eliminate.edges import join_edges
from processes.change.kinds.eliminate.ends import is_done_without
from processes.change.kinds.eliminate.replacement_gateway import put_replacement
from processes.change.names import sentence
from processes.change.refusal import KEEP, CannotChange
from processes.messages import _
from processes.model.graph import ACTIVITIES, GATEWAYS


def rewire(draft: Draft, at: Anchors) -> None:
    """Lead the arrows past the step, or refuse; afterwards only arrows from the step to itself are left at it."""
    _check_events_first(draft, at)
    if is_done_without(draft, at):
        for flow in (*at.incoming, *at.outgoing):
            draft.drop_flow(flow)
    elif at.incoming and at.outgoing:
        _pass(draft, at)
    elif at.incoming:
        _end_before(draft, at)
    elif at.outgoing:
        _begin_after(draft, at)


def _pass(draft: Draft, at: Anchors) -> None:
    if len(at.incoming) > 1 and len(at.outgoing) > 1:
        raise CannotChange(
            "MIXED_JOIN_FORK",
            _(
                "{joining} arrows join and {leaving} arrows split at {step}. "
                "What should happen there has to be drawn by hand.",
                joining=len(at.incoming),
                leaving=len(at.outgoing),
                step=at.called,
            ),
            at.id,
            (KEEP,),
        )
    if len(at.outgoing) > 1:
        put_replacement(draft, at, _split(draft, at))
    elif len(at.incoming) > 1:
        _join(draft, at)
    else:
        join_one_to_one(draft, at, at.incoming[0], at.outgoing[0])


def _check_events_first(draft: Draft, at: Anchors) -> None:
    if not any(kind(source_of(draft, flow)) == "eventBasedGateway" for flow in at.incoming):
        return
    after = [target_of(draft, flow) for flow in at.outgoing]
    if len(at.incoming) == len(after) == 1 and kind(after[0]) in ("intermediateCatchEvent", "receiveTask"):
        return
    raise CannotChange(
        "EVENT_GATEWAY_TARGET",
        _(
            "After “whichever comes first” a branch must begin with an event; without {step} it would not.",
            step=at.called,
        ),
        at.id,
        (KEEP,),
    )


def join_one_to_one(draft: Draft, at: Anchors, into: Element, out: Element) -> None:
    """Lead the one way into a step on to what follows it; raises `CannotChange`. The way out is gone afterwards."""
    before, after = source_of(draft, into), target_of(draft, out)
    if before is after:
        raise CannotChange(
            "EMPTY_LOOP",
            _(
                "{step} is the only work in a loop; without it the loop would spin for ever.",
                step=sentence(at.called),
            ),
            at.id,
            (KEEP,),
        )
    _carry_condition(at, before, into, out)
    if _doubles(draft, at, into, before, after):
        draft.drop_flow(into)
        draft.drop_flow(out)
        return
    join_edges(draft, into, out, keep_out=False)
    names = [name for flow in (into, out) if (name := flow.get("name"))]
    lead_to(draft, into, after, instead_of=out)
    draft.drop_flow(out)
    if names:
        into.set("name", " / ".join(dict.fromkeys(names)))


def _carry_condition(at: Anchors, before: Element, into: Element, out: Element) -> None:
    condition = out.find(BPMN + "conditionExpression")
    if condition is None:
        return
    if has_condition(into):
        raise CannotChange(
            "TWO_CONDITIONS",
            _(
                "The arrows into and out of {step} both carry a condition; only one arrow is left to carry it. "
                "Say which holds, by changing the diagram.",
                step=at.called,
            ),
            at.id,
            (KEEP,),
        )
    if kind(before) not in ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}:
        raise _condition_cannot_move(at)
    before_default = before.get("default")
    if before_default is not None and before_default == into.get("id"):
        raise _condition_cannot_move(at)
    into.append(condition)


def _condition_cannot_move(at: Anchors) -> CannotChange:
    return CannotChange(
        "CONDITION_CANNOT_MOVE",
        _("The arrow out of {step} carries a condition that could not be asked any earlier.", step=at.called),
        at.id,
        (KEEP,),
    )


def _doubles(draft: Draft, at: Anchors, into: Element, before: Element, after: Element) -> bool:
    """Whether the joined arrow would only repeat another one; refuses where that would start the next step twice."""
    ends = (str(before.get("id")), str(after.get("id")))
    if not any(flow is not into and draft.ends(flow) == ends for flow in draft.flows()):
        return False
    if kind(before) == "parallelGateway" and kind(after) == "parallelGateway":
        return True
    if kind(before) in ("exclusiveGateway", "eventBasedGateway") or kind(after) == "exclusiveGateway":
        return False
    if kind(before) == kind(after) == "inclusiveGateway":
        return False
    raise CannotChange(
        "DUPLICATE_FLOW",
        _(
            "Without {step} two arrows would lead from {before} to {after}, and {after} would start twice.",
            step=at.called,
            before=title(before),
            after=title(after),
        ),
        at.id,
        (KEEP,),
    )


def _join(draft: Draft, at: Anchors) -> None:
    out = at.outgoing[0]
    if has_condition(out):
        raise _condition_cannot_move(at)
    after = target_of(draft, out)
    if not may_join_at(draft, at, after):
        put_replacement(draft, at, "exclusiveGateway")
        return
    for number, flow in enumerate(at.incoming):
        join_edges(draft, flow, out, keep_out=number < len(at.incoming) - 1)
        lead_to(draft, flow, after)
    draft.drop_flow(out)


def may_join_at(draft: Draft, at: Anchors, after: Element) -> bool:
    """Whether the arrows can end at what follows: only a merge takes any of them, and none may come twice."""
    if kind(after) != "exclusiveGateway":
        return False
    sources = [draft.ends(flow)[0] for flow in at.incoming]
    identity = str(after.get("id"))
    there = {draft.ends(flow)[0] for flow in draft.flows() if draft.ends(flow)[1] == identity}
    return identity not in sources and not there & set(sources) and len(set(sources)) == len(sources)


def _split(draft: Draft, at: Anchors) -> str:
    default = draft.ref(at.step.get("default"))
    conditional = [flow for flow in at.outgoing if has_condition(flow)]
    otherwise = [flow for flow in at.outgoing if flow.get("id") == default and flow not in conditional]
    if not conditional:
        return "parallelGateway"
    if len(conditional) + len(otherwise) < len(at.outgoing):
        raise CannotChange(
            "MIXED_IMPLICIT_SPLIT",
            _(
                "Some arrows out of {step} carry a condition and some do not. "
                "What should happen there has to be drawn by hand.",
                step=at.called,
            ),
            at.id,
            (KEEP,),
        )
    return "exclusiveGateway" if len(conditional) == 1 and otherwise else "inclusiveGateway"


def _end_before(draft: Draft, at: Anchors) -> None:
    before = [source_of(draft, flow) for flow in at.incoming]
    splits = [b for b in before if len([f for f in draft.flows() if draft.ends(f)[0] == b.get("id")]) > 1]
    if splits or any(kind(b) in GATEWAYS or kind(b) in ("startEvent", "boundaryEvent") for b in before):
        put_replacement(draft, at, "endEvent")
        return
    for flow in at.incoming:
        draft.drop_flow(flow)


def _begin_after(draft: Draft, at: Anchors) -> None:
    after = [target_of(draft, flow) for flow in at.outgoing]
    if any(kind(a) == "parallelGateway" for a in after):
        raise CannotChange(
            "IMPLICIT_START_INTO_JOIN",
            _(
                "The process begins at {step} and goes on to a join that waits for several arrows; "
                "without it nothing would begin there.",
                step=at.called,
            ),
            at.id,
            (KEEP,),
        )
    if _needs_start(draft, at, after):
        put_replacement(draft, at, "startEvent")
        return
    for flow in at.outgoing:
        draft.drop_flow(flow)


def _needs_start(draft: Draft, at: Anchors, after: list[Element]) -> bool:
    """Whether what follows could not begin by itself: a gateway, an end, or something reached in another way too."""
    if kind(at.scope) == "adHocSubProcess" or any(kind(n) == "startEvent" for n in nodes_of(at.scope)):
        return False
    others = {draft.ends(flow)[1] for flow in draft.flows() if draft.ends(flow)[0] not in at.ids}
    plain_starts = all(kind(a) in ACTIVITIES and a.get("id") not in others for a in after)
    conditions = any(has_condition(flow) for flow in at.outgoing)
    return not plain_starts or conditions
