"""Everything that can stand in the way of eliminating steps, apart from how their arrows meet."""

from __future__ import annotations

from processes.change.data.documents import data_still_read
from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.kinds.eliminate.anchors import Anchors, anchors, nodes_of, pool_of, title
from processes.change.kinds.eliminate.cascade import path_of
from processes.change.names import listed, sentence
from processes.change.refusal import KEEP, CannotChange, Choice, structural
from processes.messages import _, placed, sentences
from processes.model.elements import NODES
from processes.model.graph import ACTIVITIES

CODES = {
    **structural(
        "BROKEN_INPUT_FLOW",
        "CROSS_SCOPE_FLOW",
        "BOUNDARY_EVENT_ATTACHED",
        "EVENT_GATEWAY_TARGET",
        "TWO_CONDITIONS",
        "CONDITION_CANNOT_MOVE",
        "NOT_A_SEQUENCE",
        "NOT_SESE",
        "DUPLICATE_FLOW",
        "DATA_STILL_READ",
    ),
    "COMPENSATION_HANDLER": "the step undoes another one",
    "COMPENSATION_REFERENCE": "an event asks to undo the step",
    "MESSAGE_PARTNER_WAITS": "somebody waits for the message that the step sends",
    "MESSAGE_LOST": "the step receives a message that somebody sends",
    "IMPLICIT_START_INTO_JOIN": "the process would begin at a join",
    "MIXED_JOIN_FORK": "arrows join and split at the step",
    "LINK_EVENT": "the work jumps from the step to another place",
    "ONLY_WAY": "nothing but the event leads to work",
    "START_NEEDED": "the process begins only there",
    "END_NEEDED": "the way ends there",
    "GATEWAY_OF_A_PAIR": "the ways that part at a gateway meet at another one",
    "SEVERAL_BRANCHES": "work is done in several branches between the gateways",
    "MIXED_IMPLICIT_SPLIT": "arrows with and without a condition leave the step",
}

# What goes with its partner where one waits for the message of the other.
TAKEN_OUT = ACTIVITIES | {"intermediateCatchEvent", "intermediateThrowEvent"}

_BEGINS_AT_NOTHING = _(
    "The stored diagram is broken at {step}: the arrow {arrow} begins at nothing that is a step. "
    "Repair the diagram first."
)
_ENDS_AT_NOTHING = _(
    "The stored diagram is broken at {step}: the arrow {arrow} ends at nothing that is a step. "
    "Repair the diagram first."
)
_CROSSES = _(
    "The stored diagram is broken at {step}: the arrow {arrow} crosses the border of a process or sub-process. "
    "Repair the diagram first."
)


def check(draft: Draft, at: Anchors, cascade: bool, also: frozenset[str]) -> None:
    """Refuse where the diagram is broken, or where something else hangs on the steps and nobody agreed to lose it."""
    also = also | at.ids
    alone = [at] if len(at.steps) == 1 else [anchors(draft, step) for step in at.steps]
    for one in alone:
        _check_flows(draft, one)
        _check_compensation(draft, one, cascade, also)
        _check_links(one)
    _check_rest(at)
    for one in () if cascade else alone:
        _check_attached(draft, one, also)
        _check_messages(draft, one, also)
        _check_data(draft, one, also)


def _check_data(draft: Draft, at: Anchors, also: frozenset[str]) -> None:
    read = data_still_read(draft, at.step, also)
    if read is None:
        return
    what, readers = read
    steps = listed(title(r) for r in readers)
    words = _(
        "{what} is written only in {step} and read by {steps}.",
        what=sentence(what), step=title(at.step), steps=steps,
    )  # fmt: skip
    anyway = Choice("cascade", _("Take it out all the same: {what} comes from elsewhere", what=what))
    both = Choice("both", _("Take out {steps} too", steps=steps), _ids(readers))
    raise CannotChange("DATA_STILL_READ", words, at.id, (anyway, both, KEEP))


def _check_links(at: Anchors) -> None:
    if at.step.find(BPMN + "linkEventDefinition") is not None:
        words = _(
            "At {step} the work jumps to another place of the diagram, or comes from one. "
            "Draw a way instead of the jump first.",
            step=title(at.step),
        )  # fmt: skip
        raise CannotChange("LINK_EVENT", words, at.id, (KEEP,))


def _check_flows(draft: Draft, at: Anchors) -> None:
    own = [flow for event in at.attached for flow in draft.flows() if draft.ends(flow)[0] == event.get("id")]
    inner = at.inside - {at.id}
    crossing = [flow for flow in draft.flows() if len(inner & set(draft.ends(flow))) == 1]
    crossing = [flow for flow in crossing if set(draft.ends(flow)) - inner]
    for flow in at.incoming + at.outgoing + at.circles + own + crossing:
        ends = [draft.elements.get(end) for end in draft.ends(flow)]
        lost = [end is None or kind(end) not in NODES for end in ends]
        if any(lost):
            said = _BEGINS_AT_NOTHING if lost[0] else _ENDS_AT_NOTHING
            words = placed(said, step=title(at.step), arrow=flow.get("id"))
            raise CannotChange("BROKEN_INPUT_FLOW", words, at.id)
        if any(end is not None and end.getparent() is not at.scope for end in ends):
            words = placed(_CROSSES, step=title(at.step), arrow=flow.get("id"))
            raise CannotChange("CROSS_SCOPE_FLOW", words, at.id)


def _check_compensation(draft: Draft, at: Anchors, cascade: bool, also: frozenset[str]) -> None:
    if at.step.get("isForCompensation") == "true" and not cascade:
        raise CannotChange(
            "COMPENSATION_HANDLER",
            _(
                "{step} undoes another step when that is called back. "
                "It can only go together with the event that calls it.",
                step=sentence(title(at.step)),
            ),
            at.id,
            (Choice("cascade", _("Remove the event that calls it too")), KEEP),
        )
    for definition in draft.all("compensateEventDefinition"):
        event = definition.getparent()
        if draft.ref(definition.get("activityRef")) == at.id and event is not None:
            words = _(
                "{event} asks to undo {step}. Change that event first.",
                event=sentence(title(event)), step=title(at.step),
            )  # fmt: skip
            raise CannotChange("COMPENSATION_REFERENCE", words, at.id, (KEEP,))


def _check_rest(at: Anchors) -> None:
    if any(node.get("id") not in at.ids for node in nodes_of(at.scope)):
        return
    step = sentence(at.called)
    if kind(at.scope) == "process":
        words = _(
            "{step} is all there is in this process; without it nothing would be left. Retire the process instead.",
            step=step,
        )
        raise CannotChange("LAST_STEP", words, at.id, (KEEP,))
    words = _(
        "{step} is all there is in this sub-process; without it nothing would be left. "
        "Take out the sub-process instead.",
        step=step,
    )
    instead = Choice("instead", _("Take out {step} instead", step=title(at.scope)), _ids([at.scope]))
    raise CannotChange("LAST_STEP", words, at.id, (instead, KEEP))


def _check_attached(draft: Draft, at: Anchors, also: frozenset[str]) -> None:
    attached = [e for e in at.attached if e.get("id") not in also or _leaves_work(draft, at.scope, e, also)]
    if not attached:
        return
    events = listed(title(e) for e in attached)
    step = title(at.step)
    if len(attached) == 1:
        words = _("{event} and its path hang on {step}.", event=sentence(events), step=step)
        too = _("Remove {event} and its path too", event=events)
    else:
        words = _("{events} and their path hang on {step}.", events=sentence(events), step=step)
        too = _("Remove {events} and their path too", events=events)
    raise CannotChange("BOUNDARY_EVENT_ATTACHED", words, at.id, (Choice("cascade", too), KEEP))


def _leaves_work(draft: Draft, scope: Element, event: Element, also: frozenset[str]) -> bool:
    return any(kind(one) in ACTIVITIES and not _gone_too(one, also) for one in path_of(draft, scope, [event]))


def check_path(draft: Draft, scope: Element, event: Element, cascade: bool, also: frozenset[str]) -> None:
    """Refuse to take out an event at a border where work is done that nothing else leads to, and nobody agreed."""
    work = [
        one for one in path_of(draft, scope, [event]) if kind(one) in ACTIVITIES and not _gone_too(one, also)
    ]  # fmt: skip
    if not work or cascade:
        return
    steps = listed(title(one) for one in work)
    words = _("Only {event} leads to {steps}.", event=title(event), steps=steps)
    too = _("Take out {steps} too", steps=steps)
    raise CannotChange("ONLY_WAY", words, str(event.get("id")), (Choice("cascade", too), KEEP))


def _check_messages(draft: Draft, at: Anchors, also: frozenset[str]) -> None:
    for message in at.messages:
        source, target = draft.ends(message)
        sends = source in at.inside
        other = draft.elements.get(target if sends else source)
        if other is None or kind(other) not in NODES or _gone_too(other, also) or {source, target} <= at.inside:
            continue
        pool, partner, step = pool_of(draft, other), title(other), title(at.step)
        there = _("{step} in “{pool}”", step=partner, pool=pool) if pool else partner
        named = message.get("name")
        what = _("the message “{name}”", name=named) if named else _("the message")
        words = (
            _("{partner} waits for {message} that {step} sends.", partner=sentence(there), message=what, step=step)
            if sends
            else _("{step} receives {message}; {partner} would send it to nobody.",
                   step=sentence(step), message=what, partner=there)
        )  # fmt: skip
        both = Choice("both", _("Take out {steps} too", steps=partner), _ids([other]))
        alone = Choice("cascade", _("Take out {message} too, and leave {step} as it is", message=what, step=partner))
        raise CannotChange(
            "MESSAGE_PARTNER_WAITS" if sends else "MESSAGE_LOST",
            sentences(words, _("Take out both, or keep.")),
            at.id,
            (*((both,) if kind(other) in TAKEN_OUT else ()), alone, KEEP),
        )


def _gone_too(element: Element, also: frozenset[str]) -> bool:
    return element.get("id") in also or any(a.get("id") in also for a in element.iterancestors())


def _ids(elements: list[Element]) -> tuple[str, ...]:
    return tuple(str(e.get("id")) for e in elements)
