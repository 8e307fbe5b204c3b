"""What a change does to the people around it, as values."""

from __future__ import annotations

from dataclasses import dataclass

from processes.change.diff import Diff


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
        Effect("steps", _count("step", *steps), None, str(steps[0]), str(steps[1])),
        Effect("handovers", _count("hand-over", *hands), None, str(hands[0]), str(hands[1])),
        *(
            Effect(c.kind, c.words, c.step, c.before, c.after)
            for c in difference.of("rerouted", "message_flow", "annotation", "moved_lane")
        ),
    )


def _count(noun: str, before: int, after: int) -> str:
    if before == after:
        return f"{after} {noun}{'' if after == 1 else 's'}, as before."
    return f"{after} {noun}{'' if after == 1 else 's'} instead of {before}."
