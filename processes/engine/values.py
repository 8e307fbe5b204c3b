"""What the engine takes and gives: plain values, no engine objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from processes.assumptions import Assumption

Mode = Literal["executable", "documenting"]
Json = dict[str, Any]

# The kinds of open tasks that nobody of the organisation does by hand.
SERVICE_KINDS = frozenset({"external", "http", "mail", "call"})


@dataclass(frozen=True, slots=True)
class Start:
    """A way to start the process: `kind` is none, message, timer, signal or condition."""

    id: str
    name: str
    kind: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the import made of a model; `runnable` is the derived XML, `why` says in a sentence why it does not run."""

    mode: Mode | None
    runs: bool
    why: str | None
    assumptions: tuple[Assumption, ...]
    runnable: bytes | None
    steps: int
    starts: tuple[Start, ...] = ()


# What happens to a task without the engine, and its listeners may hear; in their order.
FROM_OUTSIDE = ("update", "assignment")


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Work that waits for a person or, of a kind in SERVICE_KINDS, for a service set up by `topic` and `settings`.

    `attributes` say who does it and until when, worked out where it opened just now; `faults` say which could not be.
    `hears` are the events of its listeners that others bring about: assignment and update.
    """

    id: str
    step_id: str
    step_name: str
    lane: str | None
    kind: str
    form: Json
    data: Json
    documentation: str = ""
    topic: str = ""
    settings: Json = field(default_factory=dict)
    attributes: Json = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepEvent:
    """One thing that happened; `event` is task_opened, task_completed, task_withdrawn, step_passed and so on."""

    event: str
    step_id: str | None
    step_name: str
    task_id: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timer:
    """A waiting timer and when it is due."""

    task_id: str
    step_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for a message or signal of this name; a message goes to equal `correlation` only.

    `data` are the fields that are known where it waits (in a round also its item); None where those are the case's.
    """

    task_id: str
    step_id: str
    kind: str
    name: str
    correlation: Json
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that left the instance, or an error or escalation, by its code, that nobody in it caught.

    `kept` is how long a message waits for its receiver, where the model says it: a length of time.
    """

    kind: str
    name: str
    payload: Json
    correlation: Json
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """A step that could not go on; `kind` is script, error, stuck, or the kind of the service that failed.

    `code` is that of an error which nobody caught; empty for the code of none, None where nothing was raised.
    """

    task_id: str
    step_id: str
    step_name: str
    kind: str
    words: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """The instance after one action; it is `failed` where it has incidents and nothing else can happen."""

    state: bytes
    status: Literal["running", "completed", "failed"]
    data: Json
    open: tuple[OpenTask, ...]
    opened: tuple[OpenTask, ...]
    closed: tuple[str, ...]
    events: tuple[StepEvent, ...]
    timers: tuple[Timer, ...]
    waiting: tuple[Waiting, ...]
    thrown: tuple[Thrown, ...]
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """One play-through: whether all processes of the file reached their end, and why not."""

    ended: bool
    tasks: int
    why: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `stepwell check` says about a file."""

    status: Literal["runs", "documents", "refused"]
    mode: Mode | None
    assumptions: tuple[Assumption, ...]
    why: str | None
    steps: int


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to one open step of an instance on its way to another version: keep, move or stay."""

    task_id: str
    step_id: str
    step_name: str
    act: Literal["keep", "move", "stay"]
    to: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether and how an instance can go to another version, with the reason in words; `skips` it passed already."""

    verdict: Literal["moved", "redirected", "stayed"]
    words: str
    moves: tuple[Move, ...]
    skips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrated:
    """A plan carried out; without a result the instance stayed as it was.

    `quiet`: only the version and the state differ. Nothing was opened, closed, sent or written, and all timers and
    subscriptions are as they were. `retold` are open tasks that were kept and read differently now.
    """

    verdict: Literal["moved", "redirected", "stayed"]
    words: str
    result: ExecutionResult | None
    quiet: bool = False
    retold: tuple[OpenTask, ...] = ()
