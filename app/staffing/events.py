"""What the features above hear when work loses its people."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class SubstituteLeft(Event):
    """Who was to stand in has left, or works here no longer; an absence, and whose, for each who counts on them."""

    name = "substitute.left"
    substitute_id: str
    absences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GroupsWorkFreed(Event):
    """Tasks of a process that were meant for a group which is no more are for everybody who does them."""

    name = "group_work.freed"
    process_id: str
    group: str
    tasks: int


@dataclass(frozen=True)
class WorkFreed(Event):
    """Tasks of a process that somebody had who has left, or may not do them any more, are for others now."""

    name = "work.freed"
    process_id: str
    person_id: str
    tasks: int
    left: bool = True


@dataclass(frozen=True)
class Vacant:
    """A lane of a process, or a step in words with the groups (id and name) it is for, that nobody does any more.

    Who did it last, and which role or group they lost; none where they have left. Without lane and step it is all the
    work of the process that no lane gives to somebody.
    """

    process_id: str
    lane: str
    step: str
    groups: tuple[tuple[str, str], ...]
    person_id: str
    why: str


@dataclass(frozen=True)
class WorkUnstaffed(Event):
    """Nobody who is here does this work any more; said once of each, when the last who did it is gone."""

    name = "work.unstaffed"
    places: tuple[Vacant, ...]
