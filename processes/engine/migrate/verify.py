"""Proof on a copy: what was moved can be loaded again, and can still come to its end where it could before."""

from __future__ import annotations

import random
import threading
from collections import Counter, OrderedDict
from datetime import datetime

from processes.engine.migrate.shape import shape
from processes.engine.preparation.dry_run import do_one_task
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.stored import state as states
from processes.errors import EngineError
from processes.messages import _

SEEDS = range(4)
MOST_TASKS = 400
KEPT = 20_000
NOT_THE_SAME = _("loaded again, the case would not be what was saved")
NO_END = _("tried on a copy, the case no longer comes to its end there")

_known: OrderedDict[tuple[str, str, str], str] = OrderedDict()
_lock = threading.Lock()


def objection(old: Definition, new: Definition, before: bytes, after: bytes, now: datetime) -> str:
    """Why a moved state must not be kept, in words; empty if it may. Worked out once for each shape of a state."""
    key = (old.key, new.key, shape(before))
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    why = _objection(old, new, before, after, now)
    with _lock:
        _known[key] = why
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return why


def _objection(old: Definition, new: Definition, before: bytes, after: bytes, now: datetime) -> str:
    if states.save(states.load(new, after, now)) != after:
        return NOT_THE_SAME
    return "" if comes_to_an_end(new, after, now) or not comes_to_an_end(old, before, now) else NO_END


def comes_to_an_end(definition: Definition, state: bytes, now: datetime) -> bool:
    """Whether a copy of an instance, played at random a few times, reaches its end."""
    return any(_ends(definition, state, now, seed) for seed in SEEDS)


def _ends(definition: Definition, state: bytes, now: datetime, seed: int) -> bool:
    instance = states.load(definition, state, now)
    chance, done = random.Random(seed), Counter[str]()  # noqa: S311 no secret hangs on it
    try:
        for _task in range(MOST_TASKS):
            if instance.completed or not do_one_task(instance, chance, done):
                break
    except EngineError:
        return False
    return bool(instance.completed)
