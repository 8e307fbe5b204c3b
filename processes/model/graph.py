"""A BPMN model as typed values: what the rest of Stepwell reads instead of XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from processes.called import Spot, Spots
from processes.characters import one_line

ACTIVITIES = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask",
        "businessRuleTask", "callActivity", "subProcess", "transaction", "adHocSubProcess",
    }
)  # fmt: skip
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `type` is the BPMN tag; `scope` the id of the process or sub-process that holds it."""

    id: str
    type: str
    name: str = ""
    process: str = ""
    scope: str = ""
    lane: str | None = None
    documentation: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    events: tuple[str, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    loop: str | None = None
    for_compensation: bool = False
    triggered_by_event: bool = False
    link: str | None = None

    @property
    def is_activity(self) -> bool:
        """Whether people or systems do work here."""
        return self.type in ACTIVITIES


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `id` is derived, and stable, where the file gives none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    is_default: bool = False
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `nodes` are the ids of the flow nodes it names, its own children's lanes not included."""

    id: str
    name: str
    process: str
    parent: str | None = None
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A participant; `process` is empty for a black box."""

    id: str
    name: str
    process: str = ""


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message flow between two nodes or pools."""

    id: str
    source: str
    target: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A text annotation and the ids of what it is attached to."""

    id: str
    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box on the canvas, in diagram units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the model should know; `element` is the id it is about."""

    code: str
    element: str
    words: str


@dataclass(frozen=True)
class Graph:
    """All processes of a file, in document order."""

    processes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    message_flows: Mapping[str, MessageFlow] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes that stand directly in each process and sub-process, in document order, by its id."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            found.setdefault(node.scope, []).append(node)
        return {scope: tuple(nodes) for scope, nodes in found.items()}

    def after(self, node_id: str) -> tuple[str, ...]:
        """The ids of the nodes that the outgoing flows of a node lead to."""
        return tuple(self.flows[f].target for f in self.nodes[node_id].outgoing)

    def before(self, node_id: str) -> tuple[str, ...]:
        """The ids of the nodes that the incoming flows of a node come from."""
        return tuple(self.flows[f].source for f in self.nodes[node_id].incoming)

    @cached_property
    def spots(self) -> Spots:
        """The nodes as they are called where they have no name."""
        named = {node.id: one_line(node.name) for node in self.nodes.values()}
        return Spots(
            {
                node.id: Spot(
                    node.type, named[node.id], node.events, self.before(node.id), self.after(node.id),
                    node.attached_to, node.scope, named.get(node.scope, ""),
                )
                for node in self.nodes.values()
            }
        )  # fmt: skip

    def label(self, node_id: str) -> str:
        """The name of a node on one line, else words for it: the join before “Send invoice”."""
        return self.spots.label(node_id)
