"""What stories of the demo are made of: flags, threads and proposals; days are counted back from today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Voice:
    """One flag on a step."""

    days: float
    process: str
    step: str
    who: str
    kind: str
    waste: str
    reason: str


@dataclass(frozen=True)
class Said:
    """A comment, the replies to it, and who reacted how."""

    days: float
    process: str
    step: str | None
    who: str
    text: str
    replies: tuple[tuple[str, str], ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Beat:
    """Somebody does something with a proposal: `does` is a verb of `app.demo.telling`; days are counted back."""

    days: float
    does: str
    who: str = ""
    words: str = ""
    votes: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Plot:
    """A proposal: what it says, who wrote it, its beats, and the state in which it rests today.

    `revised` are its operations after a beat that revises it.
    """

    process: str
    author: str
    title: str
    reason: str
    operations: tuple[dict[str, Any], ...]
    beats: tuple[Beat, ...]
    rests: str
    revised: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Story:
    """A story: what people flag, say and propose, and the reasons that voters give; a newcomer has read nothing yet."""

    voices: tuple[Voice, ...]
    threads: tuple[Said, ...]
    plots: tuple[Plot, ...]
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    newcomer: str = ""
