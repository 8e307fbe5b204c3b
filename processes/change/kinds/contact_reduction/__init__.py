"""Contact reduction: two exchanges with the same partner become one (heuristics of Reijers and Limam Mansar)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from processes.change.contract import About, Blank, Operation, Option, Seen, Steps
from processes.change.draft import Draft
from processes.change.kinds.contact_reduction.exchange import pairs
from processes.change.kinds.contact_reduction.writing import CODES, reduce_contacts
from processes.change.kinds.eliminate.telling.parameters import Wanted
from processes.change.kinds.eliminate.telling.saying import ALL_OF_ONE
from processes.change.kinds.merge import MaybeLabel
from processes.change.kinds.merge.writing import joined_name
from processes.change.kinds.reassign import Reassign
from processes.change.names import full_label, listed, quoted
from processes.change.options.rows import in_words
from processes.change.refusal import Choice
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID, CALLED = _("make one contact of {steps}"), _("make one contact of {steps}, called {title}")
HINT = _("Both names, one behind the other, if you leave it empty.")
MOST_PLACES = 500


def _contacts(model: Model, step: str) -> Sequence[Option]:
    """The steps with the same exchange before and behind a step."""
    found = (pair for pair in islice(pairs(model.graph), MOST_PLACES) if step in pair)
    return in_words(model.graph, step, found)


@dataclass(frozen=True, slots=True)
class ContactReduction(Operation):
    """Make one exchange of two with the same partner: the first stays and holds what the second did.

    What is received right behind both goes together as well, and on the side of the partner what belongs to it.
    """

    steps: tuple[str, ...]
    title: str = ""
    cascade: bool = False

    kind = "contact_reduction"
    about = About(
        title=_("Ask or tell them once instead of twice"),
        hint=_("Two messages to or from the same partner become one; nobody is disturbed twice."),
        does="makes one exchange of two with the same partner, on both sides; the first stays and holds what both did",
        verb=r"make one contact of\b",
        troubles={"doubled": 5, "too_much": 4, "slow": 12},
        joins=("and", "called"),
        keep=_("Leave them two contacts"),
        said=(CALLED, SAID),
    )
    parameters = (
        Steps(name="steps", about="the ids of the two steps that send, or that receive, first to last", least=2, most=2,
              blank=Blank("contacts", _("Together with which?"), options=_contacts, first=True)),
        MaybeLabel(name="title", about="what the one step is called; without it by the names of both", required=False,
                   default="", blank=Blank("contact_title", _("What is it called?"), HINT)),
        Wanted(name="cascade", about="accept what must go with it, and that nothing in between bears on it",
               blank=Blank("contacts_apart", _("What comes in between does not bear on it"))),
    )  # fmt: skip
    codes = CODES
    shapes_paths = True
    may_redraw = True

    @property
    def removes(self) -> frozenset[str]:
        """The second step."""
        return frozenset(self.steps[1:])

    @property
    def takes_along(self) -> bool:
        """Where that was agreed to."""
        return self.cascade

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let the first say and ask what both did, and take out the second on both sides."""
        keep = Choice("keep", self.about.keep)
        reduce_contacts(draft, self.steps, self.title, self.cascade, also - self.removes, keep)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[ContactReduction]) -> Iterator[str]:
        """Make one contact of “A” and “B”, called “C”; take out “B” with all that hangs on it."""
        hosts = {node.attached_to for node in graph.nodes.values() if node.attached_to}
        for one in operations:
            steps = listed([full_label(graph, step) for step in one.steps])
            yield placed(CALLED, steps=steps, title=quoted(one.title)) if one.title else placed(SAID, steps=steps)
            if one.cascade and one.steps[1] in hosts:
                yield placed(ALL_OF_ONE, steps=full_label(graph, one.steps[1]))

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[ContactReduction]:
        """One for each step that is gone of which another one holds the messages."""
        was, now = seen.base.graph, seen.changed.graph
        gone = {change.step for change in seen.found.of("eliminated")}
        for first, second in islice(pairs(was), MOST_PLACES) if gone else ():
            if second not in gone or first not in now.nodes:
                continue
            named = now.nodes[first].name
            usual = joined_name([was.nodes[step].name for step in (first, second)])
            one = cls((first, second), "" if named == usual else named)
            refusals = seen.attempt([one])
            yield replace(one, cascade=any(c.id == "cascade" for r in refusals for c in r.choices))

    @classmethod
    def places(cls, model: Model) -> Iterator[ContactReduction]:
        """Every two steps with the same exchange of which one comes after the other."""
        yield from (cls(pair) for pair in islice(pairs(model.graph), MOST_PLACES))

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """With its side effects, or once the second is given to the lane of the first."""
        if choice == "reassign" and len(steps) == 2:
            return (Reassign(steps[0], steps[1]), self)
        if choice == "cascade":
            return (replace(self, cascade=True),)
        return Operation.instead(self, choice, steps)
