"""What starts a process by itself: the messages, signals and times of its start events, as the import kept them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from processes.characters import one_line
from processes.engine.normalise.context import B, Element, S, nodes_of, words_kept

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A start event that needs nobody: `kind` is message, signal or timer, a timer has a literal time."""

    step_id: str
    step_name: str
    kind: str
    name: str
    time_kind: str = ""
    time: str = ""
    zone: str = ""


def triggers(runnable: bytes) -> tuple[Trigger, ...]:
    """What starts the one process that a run of this model begins with; none where several begin side by side."""
    root = etree.fromstring(runnable, _PARSER)
    processes = [p for p in root.iter(B + "process") if nodes_of(p)]
    called = {c.get("calledElement") for c in root.iter(B + "callActivity")}
    tops = [p for p in processes if p.get("id") not in called] or processes[:1]
    if len(tops) != 1:
        return ()
    return tuple(_trigger(node) for node in nodes_of(tops[0]) if node.get(S + "begins"))


def _trigger(node: Element) -> Trigger:
    called = one_line(node.get("name") or "") or words_kept(node)
    return Trigger(
        node.get("id", ""), called, node.get(S + "begins", ""), node.get(S + "on", ""),
        node.get(S + "kind", ""), node.get(S + "time", ""), node.get(S + "zone", ""),
    )  # fmt: skip
