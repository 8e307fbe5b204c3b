"""Making a change: the operations in their order, then the gate."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from processes.change.contract import Operation
from processes.change.diff import Diff, diff
from processes.change.draft import Draft, Element, Redrawn, Room
from processes.change.drawing.clearing import clear_ways
from processes.change.drawing.naming import clear_labels
from processes.change.drawing.upright import lying
from processes.change.effects import Effect, effects_of
from processes.change.gate import Baseline, baseline_of, gate
from processes.change.refusal import CannotChange, Choice, Refusal
from processes.messages import _
from processes.model import Model, ensure_ids, parse, write
from processes.model.read import said_of_twins


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed model with the change in words, or the reasons why there is none."""

    ok: bool
    model: Model | None = None
    refusals: tuple[Refusal, ...] = ()
    words: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    difference: Diff | None = None


def apply(model: Model, operations: Sequence[Operation]) -> Changed:
    """Change a model; what stands in the way comes back as refusals, all of them at once."""
    return apply_to(baseline_of(model), operations)


def apply_to(baseline: Baseline, operations: Sequence[Operation]) -> Changed:
    """The same, for many changes of one model."""
    if not operations:
        words = _("Nothing is to be changed yet. Choose a step.")
        return Changed(False, refusals=(Refusal("UNKNOWN_OPERATION", words),))
    shared = tuple(_shared(baseline, operations))
    if shared:
        return Changed(False, refusals=shared)
    root = _copy(baseline.model.root)
    ensure_ids(root)
    root, files, refusals, redrawn = _run(root, operations, baseline.model)
    if refusals:
        return Changed(False, refusals=tuple(refusals))
    about, keep = next(iter(operations[0].anchors), None), Choice("keep", operations[0].about.keep)
    passed = gate(baseline, _written(baseline.model, root, files), about, redrawn=redrawn, keep=keep)
    if passed.refusals or passed.model is None:
        return Changed(False, refusals=passed.refusals)
    model = passed.model.beside(files) if files else passed.model
    difference = diff(baseline.model, model)
    return Changed(True, model, (), _sentences(difference), effects_of(difference), difference)


def made_of(model: Model, operations: Sequence[Operation]) -> Model:
    """What operations make of a model before the gate has looked at it; those that are refused are left out."""
    root = _copy(model.root)
    ensure_ids(root)
    root, files, _refusals, _redrawn = _run(root, operations, model)
    return parse(write(root)).beside(files)


def _written(model: Model, root: Element, files: Mapping[str, bytes]) -> bytes:
    """The file of a changed tree; where only files beside it were changed, as it came."""
    if files == model.files:
        return write(root)
    first = _copy(model.root)
    ensure_ids(first)
    return model.xml if etree.tostring(first) == etree.tostring(root) else write(root)


def _sentences(difference: Diff) -> tuple[str, ...]:
    """A change in sentences; that room was made in the drawing says nothing where more than that changes."""
    more = tuple(c.words for c in difference.changes if c.kind != "layout")
    return more or tuple(c.words for c in difference.changes) or (_("This is already so."),)


def _shared(baseline: Baseline, operations: Sequence[Operation]) -> Iterator[Refusal]:
    """What is known by an id that others have too cannot be told from them: never change the one for the other."""
    for step in dict.fromkeys(one for o in operations for one in o.anchors):
        if step in baseline.twins:
            said = said_of_twins(step, baseline.twins[step])
            words = _("{several}. Give one of them another id in the model first.", several=said)
            yield Refusal("DUPLICATE_ID", words, step=step)


def _copy(root: Element) -> Element:
    """A copy of the whole document: comments before its root too."""
    return copy.deepcopy(root.getroottree()).getroot()


def _run(
    root: Element, operations: Sequence[Operation], before: Model
) -> tuple[Element, Mapping[str, bytes], list[Refusal], Redrawn]:
    first = {str(e.get("id")) for e in root.iter() if isinstance(e.tag, str)}
    refusals: list[Refusal] = []
    rooms: list[Room] = []
    redrawn: set[str] = set()
    files: Mapping[str, bytes] = before.files
    for number, operation in enumerate(operations):
        trial = _copy(root) if len(operations) > 1 else root
        draft = Draft(trial, files)
        if operation.done_if_gone and _is_gone(operation, draft, first):
            continue
        try:
            also = _taken_out_by([*operations[:number], *operations[number + 1 :]])
            redrawn |= _made(operation, draft, also, before.root)
        except CannotChange as cannot:
            refusals.append(cannot.refusal)
            continue
        root, files = draft.root, draft.files
        rooms += [room for room in draft.rooms if room.axis in operation.may_shift]
        redrawn |= operation.redraws | (draft.redrawn if operation.may_redraw else set())
    return root, files, refusals, Redrawn(tuple(rooms), frozenset(redrawn))


def _made(operation: Operation, draft: Draft, also: frozenset[str], before: Element) -> set[str]:
    """Make one operation, and draw its surroundings anew where it needs that; what somebody drew stands as drawn."""
    if operation.is_last_resort:
        operation.act(draft, also)
        return set()
    redrawn: set[str] = set()
    with lying(draft):
        operation.act(draft, also)
        if operation.may_shift or operation.may_redraw:
            redrawn |= clear_ways(draft, before)
    if operation.clears_labels:
        redrawn |= clear_labels(draft, before)
    return redrawn


def _is_gone(operation: Operation, draft: Draft, first: set[str]) -> bool:
    """Whether all that it is about was there and went with what other operations took out."""
    return bool(operation.anchors) and all(one in first and one not in draft.elements for one in operation.anchors)


def _taken_out_by(operations: Sequence[Operation]) -> frozenset[str]:
    return frozenset(one for o in operations for one in o.removes)
