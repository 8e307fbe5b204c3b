"""Running instances go along when their model changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.engine import Migrated, migrate, plan
from processes.engine.values import Mode
from tests.processes.engine.elimination import eliminate
from tests.processes.engine.models import DURATION, NOW, Case, called_by_id, compiled, model, nodes, wired

ABC = called_by_id(model(nodes("startEvent:s userTask:a userTask:b userTask:c endEvent:e"), "", "s>a a>b b>c c>e"))


def moved(case: Case, xml: bytes | None, mode: Mode = "documenting") -> Migrated:
    """Take a case to the model given; what `plan` said beforehand is what came about."""
    assert xml is not None
    new = compiled(xml, mode)
    before = plan(case.definition, new, case.turn.state)
    done = migrate(case.definition, new, case.turn.state, NOW)
    assert (done.verdict, done.words) == (before.verdict, before.words)
    if done.result is not None:
        case.definition = new
        case.took(done.result)
    return done


def without(xml: bytes, step: str) -> bytes:
    """The model after the elimination of a step."""
    made = eliminate(xml, step)
    assert made is not None
    return made


def at_b() -> Case:
    """A case that stands at b."""
    return Case(compiled(ABC)).do("a", note="draft")


@pytest.mark.parametrize("step", ["a", "c"])
def test_what_lies_behind_or_ahead_does_not_disturb_an_open_task(step: str) -> None:
    case = at_b()
    task = case.task("b")
    done = moved(case, without(ABC, step))
    assert (done.verdict, case.open) == ("moved", ["b"])
    assert case.task("b") == task
    assert (case.turn.opened, case.turn.closed) == ((), ())
    case.do("b")
    if step == "a":
        case.do("c")
    assert case.status == "completed"
    assert case.turn.data["note"] == "draft"


def test_work_at_an_eliminated_step_goes_on_at_the_next() -> None:
    case = at_b()
    task = case.task("b")
    done = moved(case, without(ABC, "b"))
    assert (done.verdict, done.words) == ("redirected", "“b” is gone: the work goes on at “c”.")
    assert (case.open, case.turn.closed) == (["c"], (task,))
    assert [t.step_id for t in case.turn.opened] == ["c"]
    assert case.do("c").status == "completed"


def test_the_last_step_gone_ends_the_instance() -> None:
    case = at_b().do("b")
    assert moved(case, without(ABC, "c")).verdict == "redirected"
    assert case.status == "completed"


PARALLEL = model(
    nodes("startEvent:s parallelGateway:g userTask:d userTask:x parallelGateway:j userTask:z endEvent:e"),
    "",
    "s>g g>d g>x d>j x>j j>z z>e",
)


@pytest.mark.parametrize("gone", ["d", "x"])
@pytest.mark.parametrize("done_first", [None, "d", "x"])
def test_a_join_counts_a_branch_whose_step_is_gone(gone: str, done_first: str | None) -> None:
    case = Case(compiled(PARALLEL))
    if done_first:
        case.do(done_first)
    assert moved(case, without(PARALLEL, gone)).result is not None
    while case.open != ["z"]:
        (left,) = case.open
        assert left in ("d", "x")
        case.do(left)
    assert case.do("z").status == "completed"
    assert case.passed("z") == 1


@pytest.mark.parametrize("done_first", [None, "d", "x"])
def test_a_branch_and_its_join_gone_altogether(done_first: str | None) -> None:
    straight = model(nodes("startEvent:s userTask:d userTask:z endEvent:e"), "", "s>d d>z z>e")
    case = Case(compiled(PARALLEL))
    if done_first:
        case.do(done_first)
    moved(case, straight)
    if case.open == ["d"]:
        case.do("d")
    assert case.open == ["z"]
    assert case.do("z").status == "completed"
    assert case.passed("z") == 1


def test_a_join_kept_with_one_way_less() -> None:
    less = model(
        nodes("startEvent:s parallelGateway:g userTask:d parallelGateway:j userTask:z endEvent:e"),
        "",
        "s>g g>d d>j j>z z>e",
    )
    for first in (None, "d", "x"):
        case = Case(compiled(PARALLEL))
        if first:
            case.do(first)
        moved(case, less)
        if "d" in case.open:
            case.do("d")
        assert case.open == ["z"], first
        assert case.do("z").status == "completed"


def test_timers_keep_their_due_time() -> None:
    body = nodes("startEvent:s userTask:a userTask:b userTask:c endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a">{DURATION.format("P5D")}</boundaryEvent>'
    xml = model(body, "", "s>a a>c c>e be>b")
    case = Case(compiled(xml, "executable"))
    before = case.turn.timers
    new = compiled(without(xml, "c"), "executable")
    turn = migrate(case.definition, new, case.turn.state, NOW + timedelta(days=1)).result
    assert turn is not None
    assert turn.timers == before


def test_a_new_boundary_event_watches_open_work() -> None:
    plain = model(nodes("startEvent:s userTask:a userTask:b endEvent:e"), "", "s>a a>e")
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a">{DURATION.format("P5D")}</boundaryEvent>'
    case = Case(compiled(plain, "executable"))
    moved(case, model(body, "", "s>a a>e be>b"), "executable")
    assert [t.due_at - NOW for t in case.turn.timers] == [timedelta(days=5)]


def nested(inside: str, flows: str) -> bytes:
    """A sub-process with these steps between a and z."""
    inner = nodes(f"startEvent:is {inside} endEvent:ie") + wired(flows, "i")
    body = nodes("startEvent:s userTask:a userTask:z endEvent:e") + f'<subProcess id="sub">{inner}</subProcess>'
    return model(body, "", "s>a a>sub sub>z z>e")


def test_work_inside_a_subprocess_goes_along() -> None:
    xml = nested("userTask:x userTask:y", "is>x x>y y>ie")
    case = Case(compiled(xml)).do("a")
    assert moved(case, nested("userTask:y", "is>y y>ie")).verdict == "redirected"
    assert case.open == ["y"]
    assert case.do("y").do("z").status == "completed"


def test_the_last_step_of_a_subprocess_gone_ends_it() -> None:
    xml = nested("userTask:x userTask:y", "is>x x>y y>ie")
    case = Case(compiled(xml)).do("a").do("x")
    moved(case, nested("userTask:x", "is>x x>ie"))
    assert case.open == ["z"]


def test_a_subprocess_gone_withdraws_what_is_open_inside() -> None:
    xml = nested("userTask:x", "is>x x>ie")
    case = Case(compiled(xml)).do("a")
    task = case.task("x")
    moved(case, model(nodes("startEvent:s userTask:a userTask:z endEvent:e"), "", "s>a a>z z>e"))
    assert (case.open, case.turn.closed) == (["z"], (task,))


def test_several_ways_on_leave_an_instance_where_it_is() -> None:
    choice = model(nodes("startEvent:s exclusiveGateway:g userTask:a userTask:b"), "", "s>g g>a g>b")
    case = Case(compiled(choice))
    done = moved(case, model(nodes("startEvent:s userTask:a userTask:b"), "", "s>a a>b"))
    assert (done.verdict, done.result) == ("stayed", None)
    assert "a person has to choose" in done.words


def test_gateways_that_the_import_adds_are_told_apart() -> None:
    steps = nodes("startEvent:s userTask:a userTask:x userTask:y userTask:b userTask:v userTask:w")
    first = called_by_id(model(steps, "", "s>a a>x a>y x>b b>v:large b>w:small"))
    after = called_by_id(model(steps, "", "s>a a>x x>b b>v:large b>w:small"))
    case = Case(compiled(first)).do("a").do("y").do("x").do("b")
    assert [(t.step_id, t.step_name, t.kind) for t in case.turn.open] == [("b", "After b", "choice")]
    assert moved(case, after).verdict == "moved"
    (task,) = case.turn.open
    assert task.form["properties"]["choices"]["items"]["enum"] == ["f3", "f4"]


def test_what_is_missed_by_changing_over_is_said() -> None:
    inserted = model(nodes("startEvent:s userTask:a userTask:n userTask:b userTask:c"), "", "s>a a>n n>b b>c")
    assert "Skipped: “n” is new, but its place was already passed" in moved(at_b(), called_by_id(inserted)).words
    swapped = model(nodes("startEvent:s userTask:a userTask:b userTask:c"), "", "s>a a>c c>b")
    assert "Skipped: “c” now comes earlier and was already passed" in moved(at_b(), called_by_id(swapped)).words
    ahead = model(nodes("startEvent:s userTask:a userTask:b userTask:n userTask:c"), "", "s>a a>b b>n n>c")
    assert moved(at_b(), ahead).words == "Goes on in the new version as it is."


def test_labels_and_texts_never_stand_in_the_way() -> None:
    case = at_b()
    said = b'<userTask id="b" name="Ring up"><documentation>Do.</documentation></userTask>'
    new = ABC.replace(b'<userTask id="b" name="b"/>', said)
    assert said in new
    assert moved(case, new).verdict == "moved"
    assert case.turn.open[0].step_name == "Ring up"
