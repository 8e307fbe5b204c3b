"""An operation: one change that somebody wants, of a kind that says all there is to know about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from processes.change.contract.parameters import Parameter
from processes.change.contract.texts import Label, Text
from processes.change.contract.values import About, Setting
from processes.change.diff import Diff
from processes.change.draft import Draft
from processes.change.draft.room import Axis
from processes.change.nearby import steps_at
from processes.change.refusal import CannotChange, Refusal
from processes.messages import _, all_of
from processes.model import Model
from processes.model.graph import Graph

# An operation as programs write it and as proposals store it.
Stored = Mapping[str, object]


class Operation(ABC):
    """One change that somebody wants. Each kind of change is a frozen dataclass of this, a field for each parameter.

    What a proposal stores is `write()`; everything else is worked out again from it on the version that is live.
    """

    __slots__ = ()

    kind: ClassVar[str]
    about: ClassVar[About]
    parameters: ClassVar[tuple[Parameter, ...]]
    # The names of parameters of which one has to say something: the first that does stands alone.
    one_of: ClassVar[tuple[str, ...]] = ()
    # The codes with which it may be refused, apart from those of every change, with what each says.
    codes: ClassVar[Mapping[str, str]] = {}
    # Whether it says what no other kind can, and is read off two versions only where all others are at their end.
    is_last_resort: ClassVar[bool] = False
    # Whether it needs the files beside the model: to be made, to be told and to be offered.
    reads_files: ClassVar[bool] = False
    # The kinds of difference that it accounts for when a change is read off two versions.
    explains: ClassVar[frozenset[str]] = frozenset()
    # Whether it is read off as a whole, before what is left of the difference is looked at.
    shapes_paths: ClassVar[bool] = False
    # Along which axes it may move the drawing apart to make room; anything else that moves is refused by the gate.
    may_shift: ClassVar[frozenset[Axis]] = frozenset()
    # Whether it may draw what it moves elsewhere, as the draft notes it, and ways that would run through steps; else
    # only what it names in `redraws`.
    may_redraw: ClassVar[bool] = False
    # Whether it counts as done where earlier operations of the same proposal have taken out all that it is about.
    done_if_gone: ClassVar[bool] = False

    @classmethod
    def read(cls, data: Mapping[str, object]) -> Self:
        """Read one as the API sends it; raises `CannotChange` UNKNOWN_OPERATION, with the field, where it is none."""
        known = {p.name for p in cls.parameters}
        for field in data:
            if field != "kind" and field not in known:
                words = _(
                    "Expected to {kind} with {fields}, but got {other} too. Leave it out.",
                    kind=cls.kind, fields=all_of(sorted(known)), other=repr(str(field)[:60]),
                )  # fmt: skip
                raise CannotChange("UNKNOWN_OPERATION", words, field=str(field))
        return cls(**{p.attribute: p.read(cls.kind, data) for p in cls.parameters}).completed()

    def completed(self) -> Self:
        """Itself with what follows from the values sent; raises `CannotChange` UNKNOWN_OPERATION where one lacks."""
        return self

    def write(self) -> dict[str, object]:
        """Write it as the API shows it and as proposals store it; what was left out and has no value stays out."""
        values = {p.name: p.write(getattr(self, p.attribute)) for p in self.parameters}
        return {"kind": self.kind, **{name: value for name, value in values.items() if value is not None}}

    def pinned(self, base: Model) -> Self:
        """Itself with the id that what it makes of a model is given, where it can say that."""
        return self

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of the elements that it is about: where these are gone, it cannot be made."""
        found = (e for p in self.parameters for e in p.elements(getattr(self, p.attribute)))
        return tuple(dict.fromkeys(found))

    def work(self, graph: Graph) -> tuple[str, ...]:
        """The ids of the steps whose work it is about: where people are asked, evidence is gathered and marks stand."""
        found = (step for one in self.anchors for step in tuple(steps_at(graph, one)) or (one,))
        return tuple(dict.fromkeys(found))

    @property
    def removes(self) -> frozenset[str]:
        """The ids of the elements that it takes out."""
        return frozenset()

    @property
    def redraws(self) -> frozenset[str]:
        """The ids of the elements that it may draw elsewhere, with the ways that lead to and from them."""
        return frozenset()

    @property
    def takes_along(self) -> bool:
        """Whether other elements may go with what it takes out."""
        return False

    @property
    def clears_labels(self) -> bool:
        """Whether labels stand elsewhere through which a way came to run."""
        return bool(self.may_shift)

    @property
    def sets(self) -> tuple[Setting, ...]:
        """The values that it gives to elements: in conflict with another change that gave them another one."""
        return ()

    @abstractmethod
    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Make the change in a draft, its drawing along with it; raises `CannotChange`, after which it is of no use.

        `also` are the elements that other operations of the same proposal take out.
        """

    @classmethod
    @abstractmethod
    def phrases(cls, graph: Graph, operations: Sequence[Self]) -> Iterator[str]:
        """Say what operations of this kind ask for, those that read alike together: take out “A” and “B”."""

    @classmethod
    def told(cls, model: Model, operations: Sequence[Self]) -> Iterator[str]:
        """The same where words of the model are needed that its graph does not hold."""
        return cls.phrases(model.graph, operations)

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """Whether a page offers it for a step: of all that it has to ask there is something to choose."""
        needed = [p.blank for p in cls.parameters if p.required and p.blank is not None and p.blank.options]
        return all(blank.options is not None and blank.options(model, step) for blank in needed)

    @classmethod
    def is_told_whole(cls) -> bool:
        """Whether its sentences say all of it: there is no long text that one has to read besides."""
        return not any(p.is_long for p in cls.parameters)

    @property
    def long_texts(self) -> tuple[tuple[str, str], ...]:
        """What has to be read besides its sentence: what leads each text, and what it says."""
        texts = [p for p in self.parameters if p.is_long and isinstance(p, Text)]
        return tuple((p.shown, str(getattr(self, p.attribute)) or p.empty) for p in texts)

    def names(self, graph: Graph) -> set[str]:
        """What a title that tells of this may name: the steps it is about, and what they shall be called."""
        steps = {graph.nodes[one].name for one in self.anchors if one in graph.nodes}
        return steps | {str(getattr(self, p.attribute)) for p in self.parameters if isinstance(p, Label)}

    def conflicts(self, base: Model, live: Model) -> Iterator[Refusal]:
        """What stands in its way on a live version, besides what its anchors and values meet there."""
        yield from ()

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """The operations that lead back from the changed model, the room in the drawing aside; None where none do."""
        return None

    def inverse_written(self, base: Model) -> tuple[Stored, ...] | None:
        """The same as programs write it, where the kind that leads back leads back by this one itself."""
        return None

    def if_readable(self) -> tuple[Operation, ...] | None:
        """Itself, where it can be written and read again as it is; None where no program could send it."""
        try:
            return (self,) if type(self).read(self.write()) == self else None
        except CannotChange:
            return None

    @classmethod
    def schema(cls) -> dict[str, object]:
        """The JSON schema of what `read` takes."""
        required = ["kind", *(p.name for p in cls.parameters if p.required)]
        fields = {"kind": {"const": cls.kind}, **{p.name: p.schema() for p in cls.parameters}}
        return {
            "type": "object", "title": cls.kind, "description": f"It {cls.about.does}.", "properties": fields,
            "required": required, "additionalProperties": False,
        }  # fmt: skip

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Self]:
        """The operations of this kind that lead from one model to another, whatever else does."""
        yield from ()

    @classmethod
    def read_whole(cls, seen: Seen) -> Iterator[Self]:
        """Those of them that reshape paths, which are looked for before what is left of the difference."""
        yield from cls.read_off(seen) if cls.shapes_paths else ()

    @classmethod
    @abstractmethod
    def places(cls, model: Model) -> Iterator[Self]:
        """One operation for each place of a model that this kind can be put to, whether or not it is refused there."""

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """What stands in its place where somebody takes a way out of its refusal; None where it knows no such way."""
        return () if choice in ("keep", "drop") else None


@dataclass(frozen=True)
class Seen:
    """Two models of which operations are read off; `attempt` says what stands in the way of some on the first one."""

    base: Model
    changed: Model
    found: Diff
    attempt: Callable[[Sequence[Operation]], tuple[Refusal, ...]]
