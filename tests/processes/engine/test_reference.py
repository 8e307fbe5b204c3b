"""The engine knows the same data as the simplest reading of BPMN, after each step, saved and loaded or not."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine.commands.actions import begin, complete_in
from processes.engine.preparation.dry_run import BEGIN
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.stored import state
from processes.engine.runtime.token import Token
from tests.processes.engine.models import compiled
from tests.processes.engine.reference import ITEMS, NAMES, START, Block, Env, Run, drawn
from tests.processes.engine.reference_blocks import whole


def key(token: Token) -> tuple[Any, ...]:
    """The step of a token, and the items of the rounds that it is in."""
    return (token.task_spec.bpmn_id, *(token.data.get(item) for item in ITEMS))


def agree(instance: Instance, run: Run) -> None:
    """The same steps are open, and each knows the same; the case shows what the process knows."""
    ours = {key(t): dict(t.data) for t in instance.tokens() if t.is_open or t.internal.host}
    assert ours == {one.key: one.living.env.known() for one in run.waiting}
    assert dict(instance.data) == run.env.fields
    assert instance.completed == run.ended


@settings(max_examples=80, deadline=None)
@given(whole(), st.integers(0, 99), st.booleans())
def test_data_are_those_of_the_reference_after_each_step(block: Block, seed: int, restore: bool) -> None:
    made = compiled(drawn(block), "executable")
    chance = random.Random(seed)
    run = Run(Env(fields=dict(START)))
    instance = begin(made, dict(START), BEGIN)
    run.begin(block)
    happened = 0
    for number in range(80):
        agree(instance, run)
        if run.ended:
            break
        if restore:
            saved = state.save(instance)
            instance = state.load(made, saved, BEGIN)
            assert state.save(instance) == saved
        choices = [one for one in run.waiting if not one.event or happened < 3]
        one = chance.choice(sorted(choices, key=lambda each: repr(each.key)))
        token = next(t for t in instance.tokens() if key(t) == one.key and t.internal.event_index is None)
        values = {chance.choice(NAMES): number} if chance.random() < 0.6 else {}
        if one.event:
            happened += 1
            token.task_spec.fire(token, dict(values))
            instance.drive()
        else:
            complete_in(instance, token.key, dict(values), checked=False)
        run.done(one, values)
    assert not [t for t in instance.tokens() if t.internal.error]
