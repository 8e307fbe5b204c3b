"""Drawing a part of a process anew by hand: what no other kind of change can say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Operation
from processes.change.contract.place import At
from processes.change.diff import diff
from processes.change.draft import Draft
from processes.change.kinds.insert import Insert
from processes.change.kinds.remodel.parameters import Bpmn, Scope
from processes.change.kinds.remodel.reading import is_same, smallest_part
from processes.change.kinds.remodel.writing import CODES, put_in_place
from processes.change.names import label_of, sentence
from processes.change.refusal import CannotChange, Choice, Refusal
from processes.messages import _, clause, joined, ngettext, placed
from processes.model import Model, Refused, parse, write
from processes.model.graph import CONTAINERS, Graph

MOST_TOLD = 3
SAID, SAID_ALL = _("redraw {step} by hand"), _("redraw the process by hand")
TOLD = _("{redrawn}: {changes}")


@dataclass(frozen=True, slots=True)
class Remodel(Operation):
    """Put a part that somebody drew anew in the place of the old one."""

    bpmn: str
    scope: str = ""

    kind = "remodel"
    about = About(
        title=_("Draw it anew"),
        hint=_("Whoever knows the drawing changes it by hand."),
        does="puts a process or sub-process that was drawn anew in the place of the old one",
        verb=r"redraw\b",
        joins=("the", "process", "by", "hand"),
        keep=_("Leave the drawing as it is"),
        said=(SAID, SAID_ALL),
    )
    parameters = (Bpmn(), Scope())
    codes = CODES
    may_redraw = True
    is_last_resort = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Put it in its place, with its drawing."""
        put_in_place(draft, self)

    def work(self, graph: Graph) -> tuple[str, ...]:
        """All work in the part."""
        return tuple(n.id for n in graph.nodes.values() if n.is_activity and self._holds(graph, n.id))

    def _holds(self, graph: Graph, step: str) -> bool:
        node = graph.nodes.get(step)
        while node is not None:
            if not self.scope or self.scope in (node.id, node.scope):
                return True
            node = graph.nodes.get(node.scope)
        return False

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Remodel]) -> Iterator[str]:
        """Redraw “Pay” by hand."""
        for one in operations:
            part = one.scope in graph.nodes and graph.nodes[one.scope].type in CONTAINERS
            yield placed(SAID, step=label_of(graph, one.scope)) if part else SAID_ALL

    @classmethod
    def told(cls, model: Model, operations: Sequence[Remodel]) -> Iterator[str]:
        """The same with what changes, told by the difference: redraw the process by hand: “Look” is added; ...."""
        for one, said in zip(operations, cls.phrases(model.graph, operations), strict=True):
            made = one.made(model)
            found = [] if made is None else [c.words for c in diff(model, made).changes if c.kind != "layout"]
            told = [clause(words) for words in found[:MOST_TOLD]]
            if left := len(found) - len(told):
                told.append(ngettext("and {n} more change", "and {n} more changes", left))
            yield placed(TOLD, redrawn=said, changes=joined("; ", told)) if told else said

    def made(self, model: Model) -> Model | None:
        """The model with the part in it, whatever else speaks against that."""
        root = model.copy_root()
        draft = Draft(root)
        try:
            self.act(draft, frozenset())
            return parse(write(draft.root))
        except (CannotChange, Refused):
            return None

    def conflicts(self, base: Model, live: Model) -> Iterator[Refusal]:
        """The part was changed in the live version, too: what was drawn on the old one does not know that."""
        if is_same(base, live, self.scope):
            return
        what = sentence(label_of(live.graph, self.scope)) if self.scope in live.graph.nodes else _("The process")
        words = _(
            "{part} was changed in the live version since it was redrawn by hand. Draw it again on what is live now.",
            part=what,
        )
        choices = (
            Choice("drop", _("Keep what is live")), Choice("revise", _("Make the change again on the live version")),
        )  # fmt: skip
        yield Refusal("CHANGED_MEANWHILE", words, choices, self.scope or None)

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """No page asks for a drawing in a form."""
        return False

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """What was drawn before."""
        try:
            return Remodel(base.xml.decode(), self.scope).if_readable()
        except UnicodeDecodeError:
            return None

    @classmethod
    def between(cls, base: Model, changed: Model) -> Remodel | None:
        """The smallest part drawn anew that makes one model into another; None where it cannot be sent."""
        try:
            found = cls(changed.xml.decode(), smallest_part(base, changed)).if_readable()
        except UnicodeDecodeError:
            return None
        return next((one for one in found or () if isinstance(one, cls)), None)

    @classmethod
    def places(cls, model: Model) -> Iterator[Remodel]:
        """Each process and sub-process, with a step put on a way of it by hand."""
        flows = {model.graph.nodes[f.source].scope: f.id for f in reversed([*model.graph.flows.values()])
                 if f.source in model.graph.nodes}  # fmt: skip
        for flow in flows.values():
            draft = Draft(model.copy_root())
            try:
                Insert(At("flow", flow), "userTask", "By hand").act(draft, frozenset())
                drawn = parse(write(draft.root))
            except (CannotChange, Refused):
                continue
            if (found := cls.between(model, drawn)) is not None:
                yield found
