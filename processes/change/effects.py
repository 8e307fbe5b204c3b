"""What a change does to the people around it, as values."""

from __future__ import annotations

from dataclasses import dataclass

from processes.change.diff import Diff
from processes.messages import ngettext


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect: kind steps or handovers (how many, before and after), else the kind of change at a step."""

    kind: str
    words: str
    step: str | None = None
    before: str | None = None
    after: str | None = None


def effects_of(difference: Diff) -> tuple[Effect, ...]:
    """The effects of a change: how many steps and hand-overs there are, and whose neighbours changed."""
    steps, hands = difference.steps, difference.handovers
    return (
        Effect("steps", _steps(*steps), None, str(steps[0]), str(steps[1])),
        Effect("handovers", _handovers(*hands), None, str(hands[0]), str(hands[1])),
        *(
            Effect(c.kind, c.words, c.step, c.before, c.after)
            for c in difference.of("rerouted", "message_flow", "annotation", "moved_lane")
        ),
    )


def _steps(before: int, after: int) -> str:
    if before == after:
        return ngettext("{n} step, as before.", "{n} steps, as before.", after)
    return ngettext("{n} step instead of {before}.", "{n} steps instead of {before}.", after, before=before)


def _handovers(before: int, after: int) -> str:
    if before == after:
        return ngettext("{n} hand-over, as before.", "{n} hand-overs, as before.", after)
    return ngettext("{n} hand-over instead of {before}.", "{n} hand-overs instead of {before}.", after, before=before)
