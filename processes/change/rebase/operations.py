"""Replaying a change on a version that moved on, and reading a change off two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from processes.change.apply import Changed, apply, apply_to
from processes.change.contract import Operation, Seen, Setting
from processes.change.diff import Diff, diff
from processes.change.diff.values import Change
from processes.change.gate import baseline_of
from processes.change.kinds import KINDS, Remodel
from processes.change.names import label_of, listed, quoted, sentence
from processes.change.refusal import Choice, Refusal
from processes.change.sequence import is_known
from processes.messages import _, sentences
from processes.model import Model
from processes.model.graph import Flow, Graph, Node

MOST_TRIED = 20
_CAUSED = frozenset({"rerouted", "layout", "default", "condition"})


def rebase(base: Model, live: Model, operations: Sequence[Operation]) -> Changed:
    """Replay operations that were made for one version on another; what conflicts comes back as refusals."""
    if not operations:
        return Changed(True, live, words=(_("Nothing changes."),))
    conflicts = tuple(_conflicts(base, live, operations))
    return Changed(False, refusals=conflicts) if conflicts else apply(live, operations)


def _conflicts(base: Model, live: Model, operations: Sequence[Operation]) -> Iterator[Refusal]:
    for operation in operations:
        gone = [one for one in operation.anchors if is_known(base.graph, one) and not is_known(live.graph, one)]
        for anchor in gone:
            name = sentence(label_of(base.graph, anchor))
            yield Refusal(
                "ANCHOR_GONE",
                _("{name} is no longer in the live version: another change took it out.", name=name),
                (
                    Choice("drop", _("Leave this part of the proposal out")),
                    Choice("withdraw", _("Withdraw the proposal")),
                ),
                anchor,
            )
        for setting in operation.sets if not gone else ():
            yield from _set_otherwise(base, live, setting)
        yield from operation.conflicts(base, live) if not gone else ()


def _set_otherwise(base: Model, live: Model, setting: Setting) -> Iterator[Refusal]:
    """A value that another change gave to the same place."""
    old, new = _holder(base.graph, setting.element), _holder(live.graph, setting.element)
    was, now = getattr(old, setting.field, None), getattr(new, setting.field, None)
    if old is None or new is None or now in (was, setting.value):
        return
    there = quoted(str(now or ""))
    words = _(
        "The {what} of {name} was changed to {there} meanwhile, and this proposal wants {wanted}. "
        "Say which of them holds.",
        what=setting.what, name=label_of(base.graph, old.id), there=there, wanted=quoted(setting.value),
    )  # fmt: skip
    keep = Choice("drop", _("Keep {there}", there=there))
    choices = (keep, Choice("revise", _("Make a new revision on the live version")))
    yield Refusal("CHANGED_MEANWHILE", words, choices, setting.element)


def _holder(graph: Graph, element: str) -> Node | Flow | None:
    return graph.nodes.get(element) or graph.flows.get(element)


def operations_between(base: Model, changed: Model) -> tuple[Operation, ...] | Refusal:
    """The operations that make one model into the other, proved by replaying them; else what cannot be said so."""
    found = diff(base, changed)
    operations = _read_off(base, changed, found)
    strange = _unexplained(base, changed, operations) if operations else _beyond_operations(found)
    if strange:
        kinds = listed(KINDS, "or")
        words = _("Expected nothing but what operations can say ({kinds}), but there is more:", kinds=kinds)
        return Refusal("NOT_AN_OPERATION", sentences(words, *strange[:5]))
    return _needed(base, operations)


def whole_change(base: Model, changed: Model) -> tuple[Operation, ...] | None:
    """The operations that make one model into the other; what none says is a part drawn anew, None where none can be.

    That is the last resort: whoever votes is told what differs, but not by whom it was meant.
    """
    found = operations_between(base, changed)
    if not isinstance(found, Refusal):
        return found
    redrawn = Remodel.between(base, changed)
    return (redrawn,) if redrawn is not None and apply(base, [redrawn]).ok else None


def _beyond_operations(found: Diff) -> list[str]:
    """What differs although no operation was read off: first of all what none accounts for."""
    explained = _CAUSED.union(*(kind.explains for kind in KINDS.values()))
    strange = [c.words for c in found.changes if c.kind not in explained]
    return strange or [c.words for c in found.changes if c.kind != "layout"]


def operations_in(base: Model, changed: Model) -> tuple[Operation, ...]:
    """The operations among what makes one model into the other, whatever else changed."""
    return _needed(base, _read_off(base, changed, diff(base, changed)))


def _read_off(base: Model, changed: Model, found: Diff) -> tuple[Operation, ...]:
    baseline = baseline_of(base)
    seen = Seen(base, changed, found, lambda operations: apply_to(baseline, operations).refusals)
    left = len(_beyond_drawing(found))
    tried = ((one, apply_to(baseline, [one]).model) for one in (_whole(seen) if left else ()))
    nearer = [(one, model, diff(model, changed)) for one, model in tried if model is not None]
    best = min(nearer, key=lambda one: len(_beyond_drawing(one[2])), default=None)
    if best is not None and len(_beyond_drawing(best[2])) < left:
        return (best[0], *_read_off(best[1], changed, best[2]))
    return tuple(one for kind in KINDS.values() if not kind.shapes_paths for one in kind.read_off(seen))


def _whole(seen: Seen) -> Iterator[Operation]:
    """The operations that reshape paths, as they are seen at first sight: a bounded number of them."""
    found = (one for kind in KINDS.values() for one in kind.read_whole(seen))
    yield from islice(found, MOST_TRIED)


def _beyond_drawing(found: Diff) -> list[Change]:
    return [c for c in found.changes if c.kind != "layout"]


def _unexplained(base: Model, changed: Model, operations: tuple[Operation, ...]) -> list[str]:
    replayed = apply(base, operations)
    if replayed.model is None:
        return [r.words for r in replayed.refusals]
    return [c.words for c in diff(replayed.model, changed).changes if c.kind != "layout"]


def _needed(base: Model, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Without what others take along anyway."""
    along = [o for o in operations if o.takes_along]
    after = apply(base, along).model if along else None
    if after is None:
        return operations
    return tuple(o for o in operations if o in along or all(is_known(after.graph, one) for one in o.anchors))
