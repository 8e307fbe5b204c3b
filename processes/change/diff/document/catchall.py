"""Everything that no other part of the comparison names, as it stands in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from processes.change.diff.document.explained import Explained
from processes.change.diff.forms import in_form
from processes.change.diff.graph.match import Matching
from processes.change.diff.values import Change
from processes.change.diff.wording.nouns import short
from processes.change.diff.wording.sentences import Words
from processes.change.names import plain, sentence
from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.differences import differences
from processes.change.tree.pairs import Pairs
from processes.messages import _
from processes.model import Model


def further_changes(
    before: Model, after: Model, files: tuple[Canonical, Canonical], pairs: Matching, known: Iterable[Change],
    forms: Collection[str] = (),
) -> Iterator[Change]:  # fmt: skip
    """One change for every difference of the files that the known ones do not say; layout is none.

    The known ones say all that differs in some of the `forms`.
    """
    explained, words = Explained(before, after, pairs, known), Words(before, after, files)
    for found in differences(*files, Pairs(*files, pairs.ids)):
        if not explained.covers(found) and not in_form(found, forms):
            yield words.change(found)
        elif found.what == "added" and found.twig.bpmn == "sequenceFlow":
            yield from _condition(found.twig, words)


def _condition(flow: Twig, words: Words) -> Iterator[Change]:
    """What a new way is taken on."""
    for child in flow.children:
        if child.bpmn == "conditionExpression" and plain(child.text):
            way = sentence(words.called(flow, gone=False))
            said = _("{way} is taken on {condition}.", way=way, condition=short(child.text))
            yield Change("condition", flow.id, said, None, child.text)
