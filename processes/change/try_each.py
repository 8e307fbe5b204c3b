"""Trying changes of a model, each on its own: eliminating every activity, or a kind wherever it can be put."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from processes.change.apply import apply_to
from processes.change.contract import Operation
from processes.change.gate import Baseline
from processes.change.kinds import KINDS, Eliminate
from processes.model import Model, soundness

# How many places of a model are looked at, at most.
MOST_PLACES = 5000


@dataclass(frozen=True, slots=True)
class Result:
    """What came of eliminating one step; `sound_*` is None where it cannot be told."""

    step: str
    result: str
    code: str | None = None
    words: str = ""
    sound_before: bool | None = None
    sound_after: bool | None = None
    xml: bytes | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """What came of one operation on a model; `sound_*` is None where it cannot be told."""

    operation: Operation
    result: str
    code: str | None = None
    words: str = ""
    sound_before: bool | None = None
    sound_after: bool | None = None
    changed: Model | None = None


def try_kind(kind: str, model: Model, most: int, seed: int) -> Iterator[Try]:
    """One result for up to `most` of the places where a kind can be put, shuffled by the seed; never raises for one."""
    baseline = Baseline(model)
    places = [*islice(KINDS[kind].places(model), MOST_PLACES)]
    random.Random(seed).shuffle(places)  # noqa: S311 - the same places for the same seed
    for operation in places[:most]:
        try:
            yield _tried(baseline, operation)
        except Exception as error:
            yield Try(operation, "crashed", type(error).__name__, str(error)[:300])


def _tried(baseline: Baseline, operation: Operation) -> Try:
    """Sound is a model of which no scope is known to be unsound."""
    before = _all_sound(baseline.model, baseline)
    changed = apply_to(baseline, (operation,))
    if changed.model is None:
        refusal = changed.refusals[0]
        return Try(operation, "refused", refusal.code, refusal.words, before)
    return Try(
        operation, "changed", None, " ".join(changed.words), before, _all_sound(changed.model, None), changed.model
    )


def _all_sound(model: Model, baseline: Baseline | None) -> bool | None:
    verdicts = {one.verdict for one in (baseline.verdicts if baseline else soundness(model)).values()}
    return False if "unsound" in verdicts else True if "sound" in verdicts else None


def try_each_step(model: Model, cascade: bool = False) -> Iterator[Result]:
    """One result for every activity, in document order; never raises for a single step."""
    baseline = Baseline(model)
    for node in model.graph.nodes.values():
        if node.is_activity:
            try:
                yield _try(baseline, node.id, node.scope, cascade)
            except Exception as error:
                yield Result(node.id, "crashed", type(error).__name__, str(error)[:300])


def _try(baseline: Baseline, step: str, scope: str, cascade: bool) -> Result:
    before = _sound(baseline.model, scope, baseline)
    changed = apply_to(baseline, (Eliminate(step, cascade),))
    if changed.model is None:
        refusal = changed.refusals[0]
        return Result(step, "refused", refusal.code, refusal.words, before)
    after = _sound(changed.model, scope, None)
    return Result(step, "changed", None, " ".join(changed.words), before, after, changed.model.xml)


def _sound(model: Model, scope: str, baseline: Baseline | None) -> bool | None:
    verdicts = baseline.verdicts if baseline else soundness(model)
    verdict = verdicts.get(scope)
    return None if verdict is None or verdict.verdict not in ("sound", "unsound") else verdict.verdict == "sound"
