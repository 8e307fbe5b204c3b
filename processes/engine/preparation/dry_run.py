"""Play a model through: do whatever is open, at random, until all its processes have reached their end."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from SpiffWorkflow.util.task import TaskState

from processes.called import opening, quoted
from processes.companions import NONE, usable
from processes.engine.commands.actions import begin, complete_in, fire_timers_in
from processes.engine.compile.definition import definition
from processes.engine.normalise import normalise, root_of
from processes.engine.preparation.sample_answers import answers
from processes.engine.runtime.effort import TOO_LARGE, Effort, TooLarge
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.steps.catch_events import WAITED, Catch
from processes.engine.runtime.token import Token
from processes.engine.values import DryRun
from processes.errors import EngineError
from processes.messages import _

SEEDS = (0, 1, 2, 3, 4)
MOST = 2000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def dry_run(
    xml: bytes, seed: int = 0, max_steps: int | None = None, files: Mapping[str, bytes] = NONE, at: datetime = BEGIN
) -> DryRun:
    """Play a model to its end in documenting mode, choosing at random; further seeds are tried if one does not end.

    It begins at the moment `at`, and time goes on only where a timer is waited for.
    """
    made = normalise(root_of(xml), "documenting", usable(files)[0])
    if not made.steps:
        return DryRun(False, 0, _("There is nothing to run: no process of the file holds a step."))
    return dry_run_runnable(made.xml, seed, max_steps, at)


def dry_run_runnable(runnable: bytes, seed: int = 0, max_steps: int | None = None, at: datetime = BEGIN) -> DryRun:
    """As `dry_run`, for a model that is prepared already."""
    if max_steps is None:
        max_steps = max(MOST, runnable.count(b"sequenceFlow ") * 4)
    effort = Effort()
    first = once(runnable, seed, max_steps, effort, at)
    spent = first.tasks
    for one in (s for s in SEEDS if s != seed):
        if first.ended or spent > max_steps or effort.left < 0:
            break
        played = once(runnable, one, max_steps, effort, at)
        if played.ended:
            return played
        spent += played.tasks
    return first


def once(runnable: bytes, seed: int, max_steps: int, effort: Effort, at: datetime = BEGIN) -> DryRun:
    """One play-through with one seed, for as long as there is effort left."""
    chance = random.Random(seed)  # noqa: S311 no secret hangs on it
    done: Counter[str] = Counter()
    tasks = 0
    try:
        instance = begin(definition(runnable, "documenting"), {}, at, effort=effort)
        for tasks in range(max_steps):
            if instance.completed:
                return DryRun(True, tasks, None)
            if not do_one_task(instance, chance, done):
                return DryRun(False, tasks, _why(instance))
    except TooLarge:
        return DryRun(False, tasks, TOO_LARGE)
    except EngineError as error:
        return DryRun(False, 0, error.words)
    why = _("No end was reached within {count} tasks: the process goes round for ever.", count=max_steps)
    return DryRun(False, max_steps, why)


def do_one_task(instance: Instance, chance: random.Random, done: Counter[str]) -> bool:
    """Do one open task of a live instance at random, or let one event happen; False if nothing is open."""
    tokens = instance.tokens()
    instance.spend(len(tokens))
    tasks = [t for t in tokens if t.is_open]
    if not tasks:
        return _one_event(instance, chance, tokens)
    plain = [t for t in tasks if not t.on_watch]
    token = chance.choice(plain or tasks if chance.random() < 0.7 else tasks)
    complete_in(instance, token.key, answers(token, chance, done), checked=False)
    return True


def _one_event(instance: Instance, chance: random.Random, tokens: list[Token]) -> bool:
    waiting = [t for t in tokens if isinstance(t.task_spec, Catch) and t._state == TaskState.WAITING]
    waiting = [t for t in waiting if t.task_spec.event_of(t).kind in WAITED]
    if not waiting:
        return False
    token = chance.choice(waiting)
    if token.task_spec.event_of(token).kind == "timer":
        instance.now = max(instance.now, token.task_spec.due(token) or instance.now) + timedelta(seconds=1)
        fire_timers_in(instance)
    else:
        token.task_spec.fire(token, {})
        instance.drive()
    return True


def _why(instance: Instance) -> str:
    failed = [t for t in instance.tokens() if t.internal.error]
    if failed:
        step = failed[0].task_spec
        return _("{step} cannot be carried out: {fault}.", step=opening(step.called), fault=failed[0].internal.error)
    joins = [t for t in instance.tokens() if t.internal.arrived is not None]
    if joins:
        step = joins[0].task_spec
        words = _("It gets stuck at {step}: this join waits for a branch that never comes.", step=quoted(step.called))
        return words
    return _("It gets stuck: nothing is open and the end is not reached.")
