"""The last look at a changed model: it reads again, nothing dangles, no new kind of fault, nothing else moved."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from processes.change.draft.room import Redrawn, make_room
from processes.change.names import label_of, sentence
from processes.change.references import Place, dangling, moved_elements, places
from processes.change.refusal import KEEP, Choice, Refusal
from processes.change.tree.canonical import KEPT
from processes.messages import _, pgettext, sentences
from processes.model import Finding, Model, Refused, Verdict, findings, parse, soundness
from processes.model.read import Element, twins

_CODES = {
    "DEADLOCK": "WOULD_DEADLOCK",
    "NEVER_ENDS": "WOULD_NEVER_END",
    "UNSAFE": "WOULD_RUN_TWICE",
    "DEAD_STEP": "WOULD_LEAVE_DEAD_STEP",
    "EMPTY_LOOP": "EMPTY_LOOP",
}
_WORDS = {
    "DEADLOCK": _("After this change the process could get stuck, waiting for a path that never comes."),
    "NEVER_ENDS": _("After this change the process could come to where it can never end."),
    "UNSAFE": _("After this change a step could run twice at the same time."),
    "DEAD_STEP": _("After this change a step could never be reached."),
    "EMPTY_LOOP": _("After this change a loop would contain no work and would spin for ever."),
}
_VERDICTS = {
    "empty": pgettext("soundness", "empty"), "no-start": pgettext("soundness", "no-start"),
    "unknown": pgettext("soundness", "unknown"),
}  # fmt: skip
_NEW_FAULT = _("After this change the process would have a new fault.")

STAYS = Redrawn()


@dataclass
class Baseline:
    """A model together with what the gate compares with, worked out once."""

    model: Model

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The soundness of every scope."""
        return soundness(self.model)

    @cached_property
    def twins(self) -> Mapping[str, Sequence[Element]]:
        """The elements that share an id with others."""
        return twins(self.model.root)

    @cached_property
    def dangling(self) -> Mapping[tuple[str, str, str], int]:
        """The references that lead nowhere already."""
        return dangling(self.model.root)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where everything is drawn."""
        return places(self.model.root)


@lru_cache(maxsize=KEPT)
def baseline_of(model: Model) -> Baseline:
    """Give the baseline of a model, of the last few the one that was worked out before."""
    return Baseline(model)


@dataclass(frozen=True, slots=True)
class Passed:
    """A changed model that read again, and what still speaks against it."""

    model: Model | None
    refusals: tuple[Refusal, ...]


def gate(
    baseline: Baseline, xml: bytes, step: str | None = None, *, redrawn: Redrawn = STAYS, drawn_by_hand: bool = False,
    keep: Choice = KEEP,
) -> Passed:  # fmt: skip
    """Read a changed model and compare it with the one it was made from: what is declared to be redrawn may be.

    What people drew by hand may stand where they want. To `keep` things as they are is the way out of a new fault.
    """
    try:
        model = parse(xml)
    except Refused as error:
        words = _("The changed file could not be read again: {reason}", reason=error.words)
        return Passed(None, (Refusal("WOULD_NOT_READ", words, step=step),))
    there = () if drawn_by_hand else _drawing_moves(baseline, model, step, redrawn)
    return Passed(model, (*_new_dangling(baseline, model, step), *there, *_faults(baseline, model, step, keep)))


def _new_dangling(baseline: Baseline, model: Model, step: str | None) -> Iterator[Refusal]:
    for (tag, field, value), count in dangling(model.root).items():
        if count > baseline.dangling.get((tag, field, value), 0):
            what = f"{tag} {field}".strip()
            name = sentence(label_of(baseline.model.graph, value))
            words = _("{name} would be gone, but a {what} still refers to it.", name=name, what=what)
            yield Refusal("WOULD_DANGLE", words, step=step)
            return


def _drawing_moves(baseline: Baseline, model: Model, step: str | None, redrawn: Redrawn) -> Iterator[Refusal]:
    there = moved_elements(_expected(baseline, redrawn), places(model.root), redrawn.elements)
    if there:
        words = _("The drawing of {name} would move.", name=label_of(model.graph, there[0]))
        yield Refusal("WOULD_MOVE", words, step=step)


def _expected(baseline: Baseline, redrawn: Redrawn) -> Mapping[str, Place]:
    """Where everything has to stand: where it stood, but for the rooms that were declared."""
    if not redrawn.rooms:
        return baseline.places
    root = copy.deepcopy(baseline.model.root)
    for room in redrawn.rooms:
        make_room(root, room)
    return places(root)


def _faults(baseline: Baseline, model: Model, step: str | None, keep: Choice) -> Iterator[Refusal]:
    found: tuple[Finding, ...] | None = None
    for scope, after in soundness(model).items():
        before = baseline.verdicts.get(scope)
        if before is None or before.verdict == "unknown":
            continue
        if before.verdict == "sound" and after.verdict not in ("sound", "unsound"):
            verdict = _VERDICTS.get(after.verdict, after.verdict)
            words = _("Whether the changed process still works could not be told ({verdict}).", verdict=verdict)
            yield Refusal("LAST_STEP" if after.verdict in ("empty", "no-start") else "NOT_CHECKABLE", words, step=step)
        for code in sorted(after.faults - before.faults):
            found = findings(model) if found is None else found
            where = next((f.words for f in found if f.code == code), "")
            broken = _("The changed process would not work any more.")
            words = sentences(broken, where) if where else _WORDS.get(code, _NEW_FAULT)
            yield Refusal(_CODES.get(code, f"WOULD_{code}"), words, (keep,), step)
