"""The proof of the state: an instance kept in memory and one saved and loaded after every step behave the same."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine import Definition
from processes.engine.commands.actions import begin, complete_in, fire_timers_in
from processes.engine.preparation.dry_run import BEGIN
from processes.engine.preparation.sample_answers import answers
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.steps.catch_events import Catch
from processes.engine.runtime.stored import state
from processes.engine.values import Mode
from tests.processes.engine.models import compiled, model, nodes, wired
from tests.processes.engine.shapes import ALL, block_models

MOST = 60
Trace = tuple[list[tuple[str, int, str, str]], list[tuple[str, str | None]], bool]


def standing(instance: Instance) -> list[tuple[str, int, str, str]]:
    """Where an instance stands, without ids."""
    return sorted(
        (t.task_spec.name, t._state, repr(sorted(t.data.items())), repr(sorted(t.internal.arrived or {})))
        for t in instance.tokens()
    ) + sorted((scope.spec.name, len(scope.done), repr(sorted(scope.data.items())), "") for scope in instance.scopes())


def trace(made: Definition, seed: int, restore: bool) -> list[Trace]:
    """Everything that happens in a run whose choices depend on the seed only."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    instance = begin(made, {"n": 1}, BEGIN)
    seen: list[Trace] = []
    for number in range(MOST):
        seen.append((standing(instance), [(e.event, e.step_id) for e in instance.log], instance.completed))
        if instance.completed:
            break
        if restore:
            instance = state.load(made, state.save(instance), instance.now)
        instance.log.clear()
        tokens = sorted(instance.tokens(), key=lambda t: (t.task_spec.name, repr(sorted(t.data.items()))))
        if not act(instance, tokens, chance, done, number):
            break
    return seen


def act(instance: Instance, tokens: list, chance: random.Random, done: Counter[str], number: int) -> bool:  # type: ignore[type-arg]
    """Do something that is possible; False if nothing is."""
    tasks = [t for t in tokens if t.is_open]
    waiting = [t for t in tokens if isinstance(t.task_spec, Catch) and t._state == 8]
    waiting = [t for t in waiting if t.task_spec.event_of(t).kind in ("timer", "message", "signal")]
    if tasks and (not waiting or chance.random() < 0.8):
        token = chance.choice(tasks)
        complete_in(instance, token.key, {**answers(token, chance, done), f"d{number % 5}": number}, checked=False)
    elif waiting:
        token = chance.choice(waiting)
        if token.task_spec.event_of(token).kind == "timer":
            instance.now = max(instance.now, token.task_spec.due(token)) + timedelta(seconds=1)
            fire_timers_in(instance)
        else:
            token.task_spec.fire(token, {"m": number})
            instance.drive()
    else:
        return False
    return True


@settings(max_examples=100, deadline=None)
@given(block_models(ALL), st.integers(0, 5))
def test_saved_and_loaded_after_every_step_is_the_same(xml: bytes, seed: int) -> None:
    made = compiled(xml, "executable")
    assert trace(made, seed, restore=True) == trace(made, seed, restore=False)


@settings(max_examples=60, deadline=None)
@given(block_models(ALL), st.integers(0, 5), st.sampled_from(["executable", "documenting"]))
def test_well_structured_models_always_end(xml: bytes, seed: int, mode: Mode) -> None:
    made = compiled(xml, mode)
    steps = trace(made, seed, restore=True)
    assert all(event != "incident" for _, events, _ in steps for event, _ in events)
    assert steps[-1][2] or len(steps) == MOST


def test_the_state_of_a_long_process_does_not_grow() -> None:
    steps = [f"a{n}" for n in range(100)]
    flows = " ".join(f"{a}>{b}" for a, b in zip(["s", *steps[:-1]], steps, strict=True))
    made = compiled(model(nodes("startEvent:s " + " ".join(f"userTask:{n}" for n in steps)), "", flows))
    instance = begin(made, {}, BEGIN)
    sizes = []
    for step in steps[:-1]:
        (token,) = instance.tokens()
        assert token.task_spec.name == step
        complete_in(instance, token.key, {})
        sizes.append(len(state.save(instance)))
        instance = state.load(made, state.save(instance), BEGIN)
    assert max(sizes) < 200


def test_parallel_branches_share_what_they_carry() -> None:
    body = nodes("startEvent:s parallelGateway:g " + " ".join(f"userTask:u{n}" for n in range(8)))
    made = compiled(model(body, "", "s>g " + " ".join(f"g>u{n}" for n in range(8))))
    saved = state.save(begin(made, {"text": random.Random(1).randbytes(3000).hex()}, BEGIN))
    assert len(saved) < 3 * 6000


def test_ids_of_open_tasks_stay() -> None:
    inner = nodes("startEvent:is userTask:x") + wired("is>x", "i")
    made = compiled(model(nodes("startEvent:s") + f'<subProcess id="sub">{inner}</subProcess>', "", "s>sub"))
    instance = begin(made, {}, BEGIN)
    before = [t.key for t in instance.tokens()]
    again = state.load(made, state.save(instance), BEGIN)
    assert [t.key for t in again.tokens()] == before
    assert state.save(again) == state.save(instance)


def test_a_state_of_another_version_is_refused_in_words() -> None:
    made = compiled(model(nodes("startEvent:s userTask:a"), "", "s>a"))
    other = compiled(model(nodes("startEvent:s userTask:b"), "", "s>b"))
    from processes.engine import EngineError

    with pytest.raises(EngineError, match="step “a” is missing"):
        state.load(other, state.save(begin(made, {}, BEGIN)), BEGIN)
