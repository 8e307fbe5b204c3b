"""Trying to eliminate every activity of a model, each on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.change.apply import apply_to
from processes.change.gate import Baseline
from processes.change.kinds import Eliminate
from processes.model import Model, soundness


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
