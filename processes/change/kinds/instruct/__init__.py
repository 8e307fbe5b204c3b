"""Instructing: a step gets another work instruction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from processes.change.contract import About, Blank, Operation, Seen, Setting, Step, Text, node_of
from processes.change.draft import BPMN, Draft
from processes.change.names import few, full_label
from processes.messages import _, pgettext, placed
from processes.model import Model
from processes.model.graph import Graph

HINT = _("Only if the instruction changes. Say what to do, and what not.")
SHOWN = _("What the instruction of {step} would say")
REMOVED, CHANGED = _("remove the instruction of {steps}"), _("change the instruction of {steps}")


@dataclass(frozen=True, slots=True)
class Instruct(Operation):
    """Replace the work instruction of a step; an empty text takes it out."""

    step: str
    text: str

    kind = "instruct"
    about = About(
        title=_("Change the instruction"),
        hint=_("The step stays; people read what to do and what not."),
        does="gives a step another work instruction; an empty one takes it out",
        verb=r"(?:change|remove) the (?:work )?instructions? of\b",
        troubles={"errors": 1, "unclear": 1, "wrong_people": 4},
        said=(REMOVED, CHANGED),
    )
    parameters = (
        Step(),
        Text(
            name="text", about="the new instruction; nothing takes it out", shown=SHOWN,
            empty=_("Nothing: it is taken out."), blank=Blank("text", _("New instruction"), HINT, now="documentation"),
        ),
    )  # fmt: skip
    explains = frozenset({"instructed"})

    @property
    def sets(self) -> tuple[Setting, ...]:
        """Its instruction."""
        return (Setting(self.step, "documentation", self.text, pgettext("attribute", "work instruction")),)

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Write the text in place of all that stands there."""
        node = node_of(draft, self.step)
        old = node.findall(BPMN + "documentation")
        for extra in old if not self.text.strip() else old[1:]:
            draft.drop(extra)
        if not self.text.strip():
            return
        if old:
            for inner in list(old[0]):
                old[0].remove(inner)
            old[0].text = self.text
            return
        documentation = etree.Element(BPMN + "documentation")
        documentation.text = self.text
        documentation.tail = node.text if len(node) else None
        node.insert(0, documentation)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Instruct]) -> Iterator[str]:
        """Remove the instruction of “A”; change the instruction of “B”."""
        for said, gone in ((REMOVED, True), (CHANGED, False)):
            names = [full_label(graph, o.step) for o in operations if gone is not bool(o.text.strip())]
            if names:
                yield placed(said, steps=few(names))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Its old instruction, where that is one that an operation can give."""
        node = base.graph.nodes.get(self.step)
        return None if node is None else Instruct(self.step, node.documentation).if_readable()

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Instruct]:
        """One for each step whose instruction reads otherwise."""
        known = seen.base.graph.nodes
        yield from (cls(c.step, c.after or "") for c in seen.found.of("instructed") if c.step in known)

    @classmethod
    def places(cls, model: Model) -> Iterator[Instruct]:
        """Every step and event."""
        yield from (cls(n.id, f"{n.documentation}\nLook twice.".strip()) for n in model.graph.nodes.values())
