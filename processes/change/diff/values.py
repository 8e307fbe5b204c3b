"""The answer of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

# Kinds of change that touch nobody's work: where things are drawn, which editor wrote the file, frames around steps.
OF_NO_WORK = frozenset({"layout", "document", "group"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `step` is the id of what it is about, in the newer model unless it is gone.

    `affects` are the steps that it touches where it is about something else: a lane, a message, data. `follows` says
    that it does nothing by itself: the order of steps is what it was, but for those that came or went.
    """

    kind: str
    step: str
    words: str
    before: str | None = None
    after: str | None = None
    affects: tuple[str, ...] = ()
    follows: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of all that it is about or touches."""
        return (self.step, *self.affects)


@dataclass(frozen=True, slots=True)
class Diff:
    """All differences, the weightiest first, and one sentence about them.

    `gone` are the ids of all nodes that are in the older model only, what lay in a sub-process included.
    """

    changes: tuple[Change, ...]
    summary: str
    steps: tuple[int, int]
    handovers: tuple[int, int]
    gone: tuple[str, ...] = ()

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The changes of some kinds."""
        return tuple(c for c in self.changes if c.kind in kinds)

    def as_dict(self) -> dict[str, object]:
        """The comparison as the command line and the API print it."""
        changes = [
            {"kind": c.kind, "step": c.step, "words": c.words, "before": c.before, "after": c.after}
            for c in self.changes
        ]
        return {"changes": changes, "summary": self.summary}
