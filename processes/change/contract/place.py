"""Where something new comes: on a way, right after a step or right before one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract.finding import node_of
from processes.change.contract.parameters import Parameter, read_json
from processes.change.draft import Draft, Element, kind
from processes.change.names import label_of
from processes.change.refusal import CannotChange, Choice
from processes.messages import _
from processes.model.graph import Graph

WAYS = ("flow", "after", "before")


@dataclass(frozen=True, slots=True)
class At:
    """A place by the one thing that it is next to: `by` says what that is."""

    by: str
    id: str

    def way(self, draft: Draft, keep: Choice) -> Element:
        """The way on which it lies; raises `CannotChange` where there is none, or more than one."""
        if self.by == "flow":
            flow = draft.elements.get(self.id)
            if flow is None or kind(flow) != "sequenceFlow":
                words = _("Expected a way with the id {id}, but this version has none. Choose one of its ways.",
                          id=repr(self.id))  # fmt: skip
                raise CannotChange("NO_SUCH_WAY", words, self.id, (keep,))
            return flow
        node = node_of(draft, self.id)
        end = 0 if self.by == "after" else 1
        ways = [flow for flow in draft.flows() if draft.ends(flow)[end] == self.id]
        if len(ways) == 1:
            return ways[0]
        name = _("“{name}”", name=" ".join((node.get("name") or self.id).split()))
        if self.by == "after":
            words = _("{ways} ways lead on from {step}. Say on which of them it comes.", ways=len(ways), step=name)
        else:
            words = _("{ways} ways lead to {step}. Say on which of them it comes.", ways=len(ways), step=name)
        raise CannotChange("NO_SUCH_WAY" if not ways else "SEVERAL_WAYS", words, self.id, (keep,))

    def said(self, graph: Graph) -> str:
        """The place in words: between “A” and “B”."""
        flow = graph.flows.get(self.id) if self.by == "flow" else next(iter(self._flows(graph)), None)
        if flow is not None:
            between = {"before": label_of(graph, flow.source), "after": label_of(graph, flow.target)}
            return _("between {before} and {after}", **between)
        if self.by == "before":
            return _("before {step}", step=label_of(graph, self.id))
        return _("after {step}", step=label_of(graph, self.id))

    def _flows(self, graph: Graph) -> Iterator[Any]:
        node = graph.nodes.get(self.id)
        found = () if node is None else node.outgoing if self.by == "after" else node.incoming
        if len(found) == 1 and found[0] in graph.flows:
            yield graph.flows[found[0]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Parameter):
    """A place, sent as {"flow": id}, {"after": id} or {"before": id}."""

    asked_as: ClassVar[str] = "place"

    name: str = "at"
    about: str = "where it comes: on a way, right after a step or right before one (flow:ID, after:ID, before:ID)"

    def typed(self, text: str) -> object:
        """A place as people type it, like after:STEP."""
        by, _colon, identity = text.partition(":")
        return {by: identity} if by in WAYS else text

    def value(self, kind: str, sent: object) -> object:
        """A place; whether there is such a one is known only with a model."""
        if isinstance(sent, Mapping) and len(sent) == 1:
            by, identity = next(iter(sent.items()))
            if by in WAYS and isinstance(identity, str) and identity:
                return At(str(by), identity)
        raise self.unknown(_(
            "Expected a place in {field}, like {example}, but got {sent}. "
            "Name a flow, or the step after or before which it comes.",
            field=repr(self.name), example='{"after": "the id of a step"}', sent=repr(sent)[:80],
        ))  # fmt: skip

    def write(self, value: object) -> object:
        """As it was sent."""
        return {value.by: value.id} if isinstance(value, At) else value

    def from_form(self, text: str) -> object:
        """A place that was chosen."""
        return read_json(text, dict)

    def in_form(self, value: object) -> str:
        """The place as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def elements(self, value: object) -> tuple[str, ...]:
        """What it is next to."""
        return (value.id,) if isinstance(value, At) else ()

    def schema(self) -> dict[str, Any]:
        """An object with one field of three."""
        one = {"type": "string", "minLength": 1}
        return {
            "type": "object", "description": self.about, "minProperties": 1, "maxProperties": 1,
            "properties": {way: one for way in WAYS}, "additionalProperties": False,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Parameter):
    """The id of a way."""

    asked_as: ClassVar[str] = "way"

    name: str = "flow"
    about: str = "the id of the way"

    def value(self, kind: str, sent: object) -> object:
        """An id; whether there is such a way is known only with a model."""
        if not isinstance(sent, str) or not sent:
            raise self.unknown(_(
                "Expected the id of a way in {field}, but got {sent}. Name one of the ways of the process.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def elements(self, value: object) -> tuple[str, ...]:
        """The way."""
        return (str(value),)

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "description": self.about}
