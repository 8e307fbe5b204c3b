"""Making a change again on a version that moved on: as operations where it is some, else as it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.apply import Changed, apply
from processes.change.contract import Operation
from processes.change.diff import diff
from processes.change.diff.graph.match import match
from processes.change.diff.wording.nouns import short
from processes.change.diff.wording.sentences import Words
from processes.change.effects import effects_of
from processes.change.gate import baseline_of, gate
from processes.change.names import sentence
from processes.change.rebase.companions import WAYS_OUT, clash_words
from processes.change.rebase.operations import operations_in, rebase
from processes.change.refusal import Refusal
from processes.change.tree.canonical import canonical
from processes.change.tree.differences import Conflict, Difference, differences
from processes.change.tree.merge import Merge
from processes.change.tree.pairs import Pairs
from processes.change.tree.redraw import redraw
from processes.messages import _, sentences
from processes.model import Model, write


def carry(base: Model, live: Model, changed: Model) -> Changed:
    """Make the change from one model to another on a third; nothing of it is dropped: what does not fit is refused."""
    operations, replayed = _replayed(base, changed)
    on_live = rebase(base, live, operations)
    if on_live.model is None:
        return on_live
    files = canonical(replayed), canonical(changed)
    forth = Pairs(*files, match(replayed.graph, changed.graph).ids)
    left = list(differences(*files, forth))
    if not left:
        return on_live
    merge = Merge(*files, canonical(on_live.model), forth, match(replayed.graph, on_live.model.graph).ids)
    return _patched(on_live.model, live, left, Words(replayed, changed, files), merge)


def _replayed(base: Model, changed: Model) -> tuple[tuple[Operation, ...], Model]:
    """The operations that a change holds, and the model that they alone make."""
    operations = operations_in(base, changed)
    made = apply(base, operations) if operations else None
    if made is None or made.model is None:
        return (), base
    return operations, made.model


def _patched(onto: Model, live: Model, left: list[Difference], words: Words, merge: Merge) -> Changed:
    merge.carry(left)
    if merge.conflicts:
        return Changed(False, refusals=tuple(_refusals(merge.conflicts, words)))
    redraw(merge)
    root = merge.live.root.element
    for nameless in merge.live.unnamed:
        nameless.attrib.pop("id", "")
    passed = gate(baseline_of(onto), write(root), drawn_by_hand=True)
    if passed.refusals or passed.model is None:
        return Changed(False, refusals=passed.refusals)
    difference = diff(live, passed.model)
    if not difference.changes:
        return Changed(True, live, words=(_("This is already so."),), difference=difference)
    said = tuple(c.words for c in difference.changes)
    return Changed(True, passed.model, (), said, effects_of(difference), difference)


def _refusals(conflicts: list[Conflict], words: Words) -> Iterator[Refusal]:
    for conflict in conflicts:
        change = words.change(conflict.difference)
        if conflict.clash is not None:
            name = sentence(words.called(conflict.difference.twig, gone=False))
            clash = clash_words(conflict.clash, "")
            said = _("{name}: {clash}. Say which of them holds.", name=name, clash=clash)
            yield Refusal("CHANGED_MEANWHILE", said, WAYS_OUT, change.step)
            continue
        if conflict.there is None:
            gone = _("But the live version no longer holds what this is about. Leave this part out.")
            said = sentences(change.words, gone)
            yield Refusal("ANCHOR_GONE", said, WAYS_OUT[:1], change.step)
            continue
        there = _("But the live version was changed at the same place meanwhile. Say which of them holds.")
        if conflict.there:
            there = _("But the live version says {there} there. Say which of them holds.", there=short(conflict.there))
        yield Refusal("CHANGED_MEANWHILE", sentences(change.words, there), WAYS_OUT, change.step)
