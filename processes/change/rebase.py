"""Replaying a change on a version that moved on, and reading a change off two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.apply import Changed, apply, apply_to
from processes.change.diff import Diff, diff
from processes.change.gate import Baseline
from processes.change.names import name_of, quoted, sentence
from processes.change.operations import Eliminate, Instruct, Operation, Retitle
from processes.change.refusal import Choice, Refusal
from processes.model import Model
from processes.model.graph import Node

_CAUSED = frozenset({"rerouted", "layout", "default", "condition"})

# Who takes out more steps at once has drawn another process.
MOST_READ_OFF = 50


def rebase(base: Model, live: Model, operations: Sequence[Operation]) -> Changed:
    """Replay operations that were made for one version on another; what conflicts comes back as refusals."""
    if not operations:
        return Changed(True, live, words=("Nothing changes.",))
    conflicts = tuple(_conflicts(base, live, operations))
    return Changed(False, refusals=conflicts) if conflicts else apply(live, operations)


def _conflicts(base: Model, live: Model, operations: Sequence[Operation]) -> Iterator[Refusal]:
    for operation in operations:
        old, new = base.graph.nodes.get(operation.step), live.graph.nodes.get(operation.step)
        if new is None and old is not None:
            name = sentence(name_of(base.graph, old.id))
            yield Refusal(
                "ANCHOR_GONE",
                f"{name} is no longer in the live version: another change took it out.",
                (Choice("drop", "Drop this part of the proposal"), Choice("withdraw", "Withdraw the proposal")),
                operation.step,
            )
        elif old is not None and new is not None:
            yield from _text_conflict(base, old, new, operation)


def _text_conflict(base: Model, old: Node, new: Node, operation: Operation) -> Iterator[Refusal]:
    if isinstance(operation, Eliminate):
        return
    retitles = isinstance(operation, Retitle)
    was, now = (old.name, new.name) if retitles else (old.documentation, new.documentation)
    wanted = operation.title if isinstance(operation, Retitle) else operation.text
    if now in (was, wanted):
        return
    what = "title" if retitles else "work instruction"
    yield Refusal(
        "CHANGED_MEANWHILE",
        f"The {what} of {name_of(base.graph, old.id)} was changed to {quoted(now)} meanwhile, "
        f"and this proposal wants {quoted(wanted)}. Say which of them holds.",
        (Choice("drop", f"Keep {quoted(now)}"), Choice("revise", "Make a new revision on the live version")),
        operation.step,
    )


def operations_between(base: Model, changed: Model) -> tuple[Operation, ...] | Refusal:
    """The operations that make one model into the other, proved by replaying them; else what cannot be said so."""
    found = diff(base, changed)
    operations = _read_off(base, found)
    strange = [c.words for c in found.changes if c.kind not in _CAUSED | {"eliminated", "retitled", "instructed"}]
    if not strange and not operations:
        strange = [c.words for c in found.changes if c.kind != "layout"]
    if strange:
        strange = _unexplained(base, changed, operations) if operations else strange
    elif operations:
        strange = _unexplained(base, changed, operations)
    if strange:
        words = f"Expected steps to be eliminated, retitled or instructed, but there is more: {' '.join(strange[:5])}"
        return Refusal("NOT_AN_OPERATION", words)
    return _needed(base, operations)


def operations_in(base: Model, changed: Model) -> tuple[Operation, ...]:
    """The operations among what makes one model into the other, whatever else changed."""
    return _needed(base, _read_off(base, diff(base, changed)))


def _read_off(base: Model, found: Diff) -> tuple[Operation, ...]:
    gone = [c.step for c in found.of("eliminated")]
    baseline = Baseline(base)
    operations: list[Operation] = []
    activities = [i for i in gone if base.graph.nodes[i].is_activity]
    if len(activities) > MOST_READ_OFF:
        return ()
    for step in activities:
        if any(_lies_in(base, step, other) for other in activities if other != step):
            continue
        others = [Eliminate(o) for o in activities if o != step]
        refusals = apply_to(baseline, [Eliminate(step), *others]).refusals
        cascade = any(r.step == step and any(c.id == "cascade" for c in r.choices) for r in refusals)
        operations.append(Eliminate(step, cascade))
    names = {i: n for i, n in base.graph.nodes.items()}
    operations += [Retitle(c.step, c.after or "") for c in found.of("retitled") if c.step in names]
    operations += [Instruct(c.step, c.after or "") for c in found.of("instructed") if c.step in names]
    return tuple(operations)


def _lies_in(base: Model, step: str, other: str) -> bool:
    scope = base.graph.nodes[step].scope
    while scope in base.graph.nodes:
        if scope == other:
            return True
        scope = base.graph.nodes[scope].scope
    return False


def _unexplained(base: Model, changed: Model, operations: tuple[Operation, ...]) -> list[str]:
    replayed = apply(base, operations)
    if replayed.model is None:
        return [r.words for r in replayed.refusals]
    return [c.words for c in diff(replayed.model, changed).changes if c.kind != "layout"]


def _needed(base: Model, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Without what a cascade takes along anyway."""
    along = [o for o in operations if isinstance(o, Eliminate) and o.cascade]
    if not along:
        return operations
    after = apply(base, along)
    if after.model is None:
        return operations
    left = after.model.graph.nodes
    return tuple(o for o in operations if o in along or o.step in left)
