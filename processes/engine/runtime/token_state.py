"""What a token knows of itself, typed; the only place that knows under which keys a stored state has it.

The keys are stored with every running case: a new name needs a reader for the old one (`earlier_states`).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from processes.messages import pack, unpack
from processes.schedule import timers
from processes.schedule.timers import Due


@dataclass(slots=True)
class Iterations:
    """How a loop or multi-instance activity stands (BPMN 10.3.8): its items or their number, what began, what is done.

    `collected` is what each iteration has given so far, where that is collected; `items` is None where the number of
    iterations is not known beforehand.
    """

    items: list[Any] | int | None
    begun: int = 0
    done: int = 0
    collected: list[Any] | None = None

    @property
    def size(self) -> int:
        """How many iterations there are to be; 0 where that is not known beforehand."""
        return len(self.items) if isinstance(self.items, list) else self.items or 0


class TokenState:
    """All that a token keeps besides its step and its task state; what was never set has the value of the class."""

    # Where it came from and where it belongs: a flow, or the id of another token.
    via: str = ""
    host: str = ""
    event_index: int | None = None
    watches_scope: bool = False
    race: str = ""
    # An iteration, and the whole of which it is one.
    iteration_of: str = ""
    iteration: int | None = None
    iterations: Iterations | None = None
    # What was decided and what has come.
    chosen: list[str] | None = None
    closing: bool = False
    arrived: dict[str, int] | None = None
    spent: list[str] | None = None
    # What it compensates: records of completed activities, or the token for which it does.
    compensating: list[dict[str, Any]] | None = None
    compensates: str = ""
    # What went wrong.
    failed_before: str = ""
    failed_after: str = ""
    error: str = ""
    code: str | None = None
    failed_at: list[Any] | None = None
    # What it waits for.
    condition_asked: int | None = None
    condition_held: bool = False
    timer: Due | None = None

    @property
    def is_iteration(self) -> bool:
        """Whether the token is one iteration of a step that is done several times."""
        return bool(self.iteration_of)

    def count_arrival(self, flow: str) -> None:
        """Note at a join that one more has come by this flow."""
        self.arrived = dict(self.arrived or {})
        self.arrived[flow] = self.arrived.get(flow, 0) + 1

    def take_arrivals(self) -> dict[str, int]:
        """How many have come by which flow; the join begins to count anew."""
        taken, self.arrived = self.arrived or {}, None
        return taken

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> TokenState:
        """The state that `stored` gave, also by an earlier release."""
        state = cls()
        for key, value in stored.items():
            name = _NAMES.get(key)
            if name is not None:
                setattr(state, name, value)
            elif key == "rounds":
                state.iterations = Iterations(value["items"], value["begun"], value["done"], value.get("made"))
            elif key == "due":
                state.timer = timers.read(stored)
        if state.error:
            state.error = unpack(state.error)
        return state

    def stored(self) -> dict[str, Any]:
        """What is stored: under its key all that is not as it was in the beginning."""
        found: dict[str, Any] = {}
        for name, value in vars(self).items():
            key = _KEYS.get(name)
            if key is not None:
                if value != _BEGINNING[name]:
                    found[key] = pack(value) if name == "error" else value
            elif isinstance(value, Due):
                found |= timers.written(value)
            elif value is not None:
                collected = {} if value.collected is None else {"made": value.collected}
                found["rounds"] = {"items": value.items, "begun": value.begun, "done": value.done, **collected}
        return found

    def copy(self) -> TokenState:
        """The same state for another token."""
        return copy(self)


_KEYS = {
    "via": "via",
    "host": "host",
    "event_index": "part",
    "watches_scope": "watch",
    "race": "race",
    "iteration_of": "of",
    "iteration": "round",
    "chosen": "chosen",
    "closing": "closing",
    "arrived": "arrived",
    "spent": "spent",
    "compensating": "undoing",
    "compensates": "undoes",
    "failed_before": "outside",
    "failed_after": "unheard",
    "error": "error",
    "code": "code",
    "failed_at": "place",
    "condition_asked": "seen",
    "condition_held": "held",
}
_NAMES = {key: name for name, key in _KEYS.items()}
_BEGINNING = {name: getattr(TokenState, name) for name in _KEYS}
# What tells cases at one place apart and has no say in where they go on.
_OF_THE_CASE = frozenset({"due", "left", "every", "start", "count", "until", "zone", "error", "place", "seen"})


def course(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What of a stored state decides where a case goes on: no times, no words, of lists only how long they are."""
    found = {key: value for key, value in stored.items() if key not in _OF_THE_CASE}
    if "rounds" in found:
        found["rounds"] = {k: len(v) if isinstance(v, list) else v for k, v in found["rounds"].items()}
    if "undoing" in found:
        found["undoing"] = [record["step"] for record in found["undoing"]]
    return found
