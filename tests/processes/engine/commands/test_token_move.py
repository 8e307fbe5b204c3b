"""Tokens moved by hand: where from, where to, and what is refused."""

from __future__ import annotations

import pytest

from processes import engine
from processes.engine import EngineError, NotOpen
from tests.processes.engine.models import NOW, Case, compiled, model, nodes

LINE = model(nodes("startEvent:s userTask:a userTask:b userTask:c endEvent:e"), "", "s>a a>b b>c c>e")
BRANCHES = model(
    nodes("startEvent:s parallelGateway:g userTask:a userTask:b parallelGateway:j userTask:z endEvent:e"),
    "",
    "s>g g>a g>b a>j b>j j>z z>e",
)


def moved(case: Case, step: str, to: str) -> engine.ExecutionResult:
    return engine.move(case.definition, case.turn.state, case.task(step), to, NOW)


def test_work_goes_on_where_it_was_moved_to_with_its_data() -> None:
    case = Case(compiled(LINE)).do("a", x=1)
    turn = moved(case, "b", "a")
    assert [task.step_id for task in turn.open] == ["a"]
    assert turn.closed == (case.task("b"),)
    assert turn.data["x"] == 1
    assert [e.event for e in turn.events] == ["task_withdrawn", "task_opened"]
    ended = moved(case, "b", "e")
    assert ended.status == "completed"


def test_only_steps_beside_it_that_need_no_other_work_are_offered() -> None:
    case = Case(compiled(BRANCHES))
    offered = {place.step_id: [step for step, _ in place.targets] for place in movable(case)}
    assert {step: sorted(to) for step, to in offered.items()} == {"a": ["b", "e", "g", "z"], "b": ["a", "e", "g", "z"]}
    with pytest.raises(EngineError, match="same process or sub-process"):
        moved(case, "a", "j")
    with pytest.raises(EngineError, match="same process or sub-process"):
        moved(case, "a", "nowhere")


def test_what_has_gone_on_is_not_moved() -> None:
    case = Case(compiled(LINE))
    task = case.task("a")
    case.do("a")
    with pytest.raises(NotOpen):
        engine.move(case.definition, case.turn.state, task, "c", NOW)


def test_a_step_that_failed_can_be_passed_by_hand() -> None:
    broken = model(
        nodes("startEvent:s userTask:a userTask:z endEvent:e")
        + '<scriptTask id="S"><script>x = 1 / 0</script></scriptTask>',
        "",
        "s>a a>S S>z z>e",
    )
    case = Case(compiled(broken, "executable")).do("a")
    (place,) = movable(case)
    assert place.step_id == "S"
    turn = engine.move(case.definition, case.turn.state, place.task_id, "z", NOW)
    assert [task.step_id for task in turn.open] == ["z"]
    assert turn.status == "running"


def test_inside_a_sub_process_the_steps_inside_are_offered() -> None:
    inner = "<subProcess id='sub'>" + nodes("startEvent:s2 userTask:i userTask:k endEvent:e2")
    inner += "".join(
        f"<sequenceFlow id='x{n}' sourceRef='{a}' targetRef='{b}'/>"
        for n, (a, b) in enumerate([("s2", "i"), ("i", "k"), ("k", "e2")])
    )
    body = nodes("startEvent:s userTask:z endEvent:e") + inner + "</subProcess>"
    case = Case(compiled(model(body, "", "s>sub sub>z z>e")))
    offered = {place.step_id: {step for step, _ in place.targets} for place in movable(case)}
    assert offered["i"] == {"k", "e2"}
    assert offered["sub"] == {"z", "e"}
    turn = engine.move(case.definition, case.turn.state, _at(case, "sub"), "z", NOW)
    assert [task.step_id for task in turn.open] == ["z"]


def movable(case: Case) -> tuple[engine.Movable, ...]:
    return engine.movable(case.definition, case.turn.state, NOW)


def _at(case: Case, step: str) -> str:
    return next(place.task_id for place in movable(case) if place.step_id == step)
