"""Retitling a step: it gets another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Seen, Setting, Step, node_of
from processes.change.draft import Draft
from processes.change.names import few, full_label, quoted
from processes.messages import _, pgettext, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("rename {step} to {title}")


@dataclass(frozen=True, slots=True)
class Retitle(Operation):
    """Give a step another name."""

    step: str
    title: str

    kind = "retitle"
    about = About(
        title=_("Give it another name"),
        hint=_("The step stays; people read what it really is."),
        does="gives a step another name",
        verb=r"(?:rename|call)\b",
        troubles={"unclear": 2},
        joins=("to",),
        said=(SAID,),
    )
    parameters = (
        Step(),
        Label(
            name="title", about="the new name",
            blank=Blank("name", _("New name"), _("Only if it gets another name."), now="name"),
        ),
    )  # fmt: skip
    explains = frozenset({"retitled"})

    @property
    def sets(self) -> tuple[Setting, ...]:
        """Its name."""
        return (Setting(self.step, "name", self.title, pgettext("attribute", "title")),)

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Write the name."""
        node_of(draft, self.step).set("name", self.title)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Retitle]) -> Iterator[str]:
        """Rename “A” to “B”."""
        yield few([placed(SAID, step=full_label(graph, o.step), title=quoted(o.title)) for o in operations])

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Its old name, where that is one that an operation can give."""
        node = base.graph.nodes.get(self.step)
        return None if node is None else Retitle(self.step, node.name).if_readable()

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Retitle]:
        """One for each step that is called otherwise."""
        known = seen.base.graph.nodes
        yield from (cls(c.step, c.after or "") for c in seen.found.of("retitled") if c.step in known)

    @classmethod
    def places(cls, model: Model) -> Iterator[Retitle]:
        """Every step and event."""
        yield from (cls(n.id, f"{n.name} again".strip()) for n in model.graph.nodes.values())
