"""Steps as they are told apart in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from processes.change.names import full_label, label_of
from processes.model.graph import Graph


@dataclass
class Called:
    """What to call the steps of a graph, by their ids: those that share a name with their place; each once."""

    graph: Graph
    _known: dict[str, str] = field(default_factory=dict)
    _alike: Mapping[str, int] | None = None

    def __call__(self, step: str) -> str:
        """The name of a step."""
        if step not in self._known:
            alike = self._alike if self._alike is not None else _count(n.name for n in self.graph.nodes.values())
            self._alike = alike
            node = self.graph.nodes.get(step)
            shared = node is not None and alike.get(node.name, 0) > 1
            self._known[step] = full_label(self.graph, step) if shared else label_of(self.graph, step)
        return self._known[step]


def _count(names: Iterable[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found
