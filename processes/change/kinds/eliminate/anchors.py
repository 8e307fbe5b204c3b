"""What steps in a row hang on and what hangs on them, found once before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.tags import ids_in
from processes.change.names import listed, plain, quoted
from processes.model.elements import NODES, spots_in


@dataclass(slots=True)
class Anchors:
    """Steps in a draft with the flows, events and messages that touch them; `step` is where one goes on from them."""

    step: Element
    steps: tuple[Element, ...]
    scope: Element
    inside: set[str]
    incoming: list[Element] = field(default_factory=list)
    outgoing: list[Element] = field(default_factory=list)
    circles: list[Element] = field(default_factory=list)
    attached: list[Element] = field(default_factory=list)
    messages: list[Element] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the step from which one goes on."""
        return str(self.step.get("id"))

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the steps."""
        return frozenset(str(step.get("id")) for step in self.steps)

    @property
    def called(self) -> str:
        """What to call them in a sentence."""
        return listed(title(step) for step in self.steps)


def anchors(draft: Draft, *steps: Element) -> Anchors:
    """Everything in a draft that touches a step, or several that stand in one process or sub-process."""
    scope = steps[0].getparent()
    assert scope is not None, "a step lies in a process"
    found = Anchors(steps[-1], steps, scope, {one for step in steps for one in ids_in(step)})
    ids = found.ids
    for flow in draft.flows():
        source, target = draft.ends(flow)
        if source in ids and target in ids:
            found.circles.append(flow)
        elif target in ids:
            found.incoming.append(flow)
        elif source in ids:
            found.outgoing.append(flow)
    if found.outgoing:
        found.step = draft.elements[draft.ends(found.outgoing[0])[0]]
    elif found.incoming:
        found.step = draft.elements[draft.ends(found.incoming[0])[1]]
    hosted = (e for e in draft.all("boundaryEvent") if draft.ref(e.get("attachedToRef")) in ids)
    found.attached = [event for event in hosted if event.get("id") not in ids]
    found.messages = [m for m in draft.all("messageFlow") if found.inside & set(draft.ends(m))]
    return found


def source_of(draft: Draft, flow: Element) -> Element:
    """The node that a flow begins at; call it only for flows that were checked."""
    return draft.elements[draft.ends(flow)[0]]


def target_of(draft: Draft, flow: Element) -> Element:
    """The node that a flow leads to; call it only for flows that were checked."""
    return draft.elements[draft.ends(flow)[1]]


def nodes_of(scope: Element) -> list[Element]:
    """The flow nodes that lie directly in a process or sub-process."""
    return [e for e in scope if kind(e) in NODES]


def has_condition(flow: Element) -> bool:
    """Whether a flow is taken on a condition only."""
    return flow.find(BPMN + "conditionExpression") is not None


def title(element: Element) -> str:
    """What to call an element in a sentence."""
    name, holder = element.get("name") or "", element.getparent()
    if plain(name) or holder is None:
        return quoted(name)
    return spots_in(holder).label(element.get("id") or "")


def pool_of(draft: Draft, element: Element) -> str:
    """The name of the pool that an element's process is drawn in, '' for none."""
    process = next((a for a in element.iterancestors() if kind(a) == "process"), None)
    if process is None:
        return ""
    identity = process.get("id")
    for pool in draft.all("participant"):
        if draft.ref(pool.get("processRef")) == identity:
            return pool.get("name") or ""
    return ""
