"""The timeline of a proposal by act: what somebody did at once is one, and what came of it by itself belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from app.proposals.tables import ProposalEvent

BY_ITSELF = frozenset({"pass", "fail", "go_live", "rebased", "conflict", "carry"})
WORDED = frozenset({"draft", "revise", "carry"})
AT_ONCE = timedelta(seconds=10)


@dataclass
class Act:
    """What one person did, or what came by itself; `came` is what followed from it without anybody's doing."""

    done: list[ProposalEvent]
    came: list[ProposalEvent] = field(default_factory=list)

    @property
    def head(self) -> ProposalEvent:
        """The line it begins with."""
        return self.done[0]

    @property
    def last(self) -> ProposalEvent:
        """The line it ends with."""
        return (self.came or self.done)[-1]

    @property
    def wording(self) -> int | None:
        """The revision that it wrote, None for an act that wrote none."""
        return next((line.revision for line in (*self.done, *self.came) if line.event in WORDED), None)


def acts(lines: Iterable[ProposalEvent]) -> list[Act]:
    """Put lines, oldest first, together into acts: those of one breath by one person, and what they brought about."""
    found: list[Act] = []
    for line in lines:
        now = found[-1] if found else None
        if now is None or not _is_of(line, now):
            found.append(Act([line]))
        elif line.event in BY_ITSELF or line.person_id is None:
            now.came.append(line)
        elif line.person_id == now.head.person_id and not now.came and line.event not in WORDED:
            now.done.append(line)
        else:
            found.append(Act([line]))
    return found


def _is_of(line: ProposalEvent, act: Act) -> bool:
    """Whether a line was written together with an act; where that was not noted, whether it came within a breath.

    What is played in many steps in one unit of work, as the demo is, has the time between them besides.
    """
    known = line.act_id is not None and act.last.act_id is not None
    return line.at - act.last.at <= AT_ONCE and (line.act_id == act.last.act_id or not known)
