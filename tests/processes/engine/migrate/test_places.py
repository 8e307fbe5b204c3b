"""Running instances whose work stands inside something, or waits for several things, when the model changes."""

from __future__ import annotations

import pytest

from processes.engine import Migrated, complete, migrate, plan, report_failure
from processes.engine.migrate import shape
from processes.engine.runtime.stored import state
from processes.engine.values import Mode
from tests.processes.engine.migrate.test_migrate import moved, nested, without
from tests.processes.engine.models import DURATION, HEAD, NOW, Case, called_by_id, compiled, model, nodes, wired
from tests.processes.engine.runtime.test_compensation import trip

ENDS = nodes("startEvent:s endEvent:e")
MESSAGES = '<message id="m" name="M"/><message id="n" name="N"/><message id="o" name="O"/>'


def catch(name: str, what: str) -> str:
    """An event that waits for a message by its letter, or for a time."""
    inner = DURATION.format(what) if what[0] == "P" else f'<messageEventDefinition messageRef="{what}"/>'
    return f'<intermediateCatchEvent id="{name}" name="{name}">{inner}</intermediateCatchEvent>'


def border(name: str, host: str, what: str = "P5D", interrupts: bool = True) -> str:
    """A boundary event."""
    inner = DURATION.format(what) if what[0] == "P" else f'<messageEventDefinition messageRef="{what}"/>'
    at = f'attachedToRef="{host}" cancelActivity="{str(interrupts).lower()}"'
    return f'<boundaryEvent id="{name}" name="{name}" {at}>{inner}</boundaryEvent>'


def again(case: Case) -> Case:
    """The case saved and loaded: nothing may be different."""
    assert state.save(state.load(case.definition, case.turn.state, NOW)) == case.turn.state
    return case


# inside sub-processes and calls -------------------------------------------------------------------------------------


def test_what_was_entered_inside_an_eliminated_subprocess_is_kept() -> None:
    xml = nested("userTask:x userTask:y", "is>x x>y y>ie")
    case = Case(compiled(xml)).do("a").do("x", found="a fault")
    assert moved(case, without(xml, "sub")).verdict == "redirected"
    assert case.open == ["z"] and case.turn.data["found"] == "a fault"
    assert again(case).do("z").status == "completed"


def test_two_levels_down_the_work_goes_on() -> None:
    deep = nodes("startEvent:js userTask:v userTask:w endEvent:je") + wired("js>v v>w w>je", "j")
    inner = nodes("startEvent:is userTask:x endEvent:ie") + f'<subProcess id="deep">{deep}</subProcess>'
    inner += wired("is>x x>deep deep>ie", "i")
    xml = model(ENDS + nodes("userTask:z") + f'<subProcess id="sub">{inner}</subProcess>', "", "s>sub sub>z z>e")
    case = Case(compiled(xml)).do("x")
    moved(case, without(xml, "v"))
    assert case.open == ["w"]
    moved(case, without(without(xml, "v"), "deep"))
    assert case.open == ["z"], "nothing is left inside, so it is over"
    assert again(case).do("z").status == "completed"


def calling(body: str, flows: str, called: str = "userTask:x userTask:y", inside: str = "cs>x x>y y>ce") -> bytes:
    """A process that may call another one of the same file."""
    other = nodes(f"startEvent:cs {called} endEvent:ce") + wired(inside, "c")
    main = f'<process id="p" isExecutable="true">{body}{wired(flows)}</process>'
    return f'{HEAD}{main}<process id="q" isExecutable="true">{other}</process></definitions>'.encode()


def test_work_inside_a_called_process_of_the_file() -> None:
    body = ENDS + nodes("userTask:a userTask:z") + '<callActivity id="call" calledElement="q"/>'
    before = calling(body, "s>a a>call call>z z>e")
    case = Case(compiled(before, "executable"), at="s").do("a")
    assert case.open == ["x"]
    moved(case, calling(body, "s>a a>call call>z z>e", "userTask:y", "cs>y y>ce"), "executable")
    assert again(case).open == ["y"]


@pytest.mark.parametrize("mode", ["executable", "documenting"])
def test_a_call_that_is_gone_leaves_its_process_as_a_pool_of_its_own(mode: Mode) -> None:
    body = ENDS + nodes("userTask:a userTask:z") + '<callActivity id="call" calledElement="q"/>'
    before = calling(body, "s>a a>call call>z z>e")
    after = calling(ENDS + nodes("userTask:a userTask:z"), "s>a a>z z>e")
    for steps, there in (((), ["a"]), (("a",), ["z"]), (("a", "x"), ["z"])):
        case = Case(compiled(before, mode))
        for step in steps:
            case.do(step)
        moved(case, after, mode)
        assert again(case).open == there, "the process that was called does not begin by itself"
        moved(case, before, mode)
        assert again(case).open == there, "and back"
        while case.open:
            case.do(case.open[0])
        assert case.status == "completed"


# rounds -------------------------------------------------------------------------------------------------------------


def rounds(kind: str, tasks: str = "userTask:x userTask:y", flows: str = "is>x x>y y>ie") -> bytes:
    """A sub-process done three times."""
    many = f'<multiInstanceLoopCharacteristics isSequential="{kind}"><loopCardinality>3</loopCardinality>'
    inner = nodes(f"startEvent:is {tasks} endEvent:ie") + wired(flows, "i")
    body = ENDS + nodes("userTask:z")
    body += f'<subProcess id="sub">{many}</multiInstanceLoopCharacteristics>{inner}</subProcess>'
    return model(body, "", "s>sub sub>z z>e")


@pytest.mark.parametrize(("kind", "at_once"), [("true", 1), ("false", 3)])
def test_rounds_that_are_done_stay_done(kind: str, at_once: int) -> None:
    case = Case(compiled(rounds(kind), "executable")).do("x").do("y").do("x")
    moved(case, rounds(kind, "userTask:y", "is>y y>ie"), "executable")
    assert set(case.open) == {"y"} and len(case.open) == min(at_once, 2)
    left = 0
    while case.open != ["z"]:
        again(case).do("y")
        left += 1
    assert left == 2, "one of three rounds was done before"
    assert case.do("z").status == "completed"


@pytest.mark.parametrize("kind", ["true", "false"])
def test_the_whole_repeated_step_gone(kind: str) -> None:
    xml = rounds(kind)
    case = Case(compiled(xml, "executable")).do("x").do("y")
    moved(case, without(xml, "sub"), "executable")
    assert again(case).open == ["z"]


def test_rounds_done_another_way_stay_where_they_are() -> None:
    many = '<userTask id="a" name="a"><multiInstanceLoopCharacteristics isSequential="{}">'
    many += "<loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    old, new = (model(ENDS + many.format(kind), "", "s>a a>e") for kind in ("true", "false"))
    case = Case(compiled(old, "executable")).do("a")
    done = moved(case, new, "executable")
    assert (done.verdict, done.result) == ("stayed", None)
    assert "some rounds of “a” are done" in done.words


# joins, several changes, what has failed, what can be undone ---------------------------------------------------------


def joined(kind: str, *branches: str) -> bytes:
    """Branches side by side that meet again, each a task of its name."""
    body = (
        ENDS
        + f'<{kind} id="g"/><{kind} id="j"/>'
        + nodes("userTask:z")
        + nodes(" ".join(f"userTask:{b}" for b in branches))
    )
    return model(body, "", "s>g " + " ".join(f"g>{b} {b}>j" for b in branches) + " j>z z>e")


@pytest.mark.parametrize("gone", ["x", "y"])
def test_an_inclusive_join_does_not_wait_for_a_branch_that_is_gone(gone: str) -> None:
    case = Case(compiled(joined("inclusiveGateway", "x", "y", "w")))
    flows = case.turn.open[0].form["properties"]["choices"]["items"]["enum"]
    case.do("g", choices=flows[:2]).do("x")
    moved(case, without(joined("inclusiveGateway", "x", "y", "w"), gone))
    while case.open != ["z"]:
        again(case).do("y")
    assert case.do("z").status == "completed" and case.passed("z") == 1


@pytest.mark.parametrize(
    ("before", "after"), [("parallelGateway", "inclusiveGateway"), ("inclusiveGateway", "parallelGateway")]
)
def test_a_join_of_another_kind_keeps_what_has_arrived(before: str, after: str) -> None:
    case = Case(compiled(joined(before, "x", "y")))
    if before.startswith("incl"):
        case.do("g", choices=case.turn.open[0].form["properties"]["choices"]["items"]["enum"])
    case.do("x")
    moved(case, joined(after, "x", "y"))
    assert again(case).do("y").open == ["z"]


def test_several_steps_at_once() -> None:
    steps = nodes("userTask:a userTask:b userTask:c userTask:d")
    chain = called_by_id(model(ENDS + steps, "", "s>a a>b b>c c>d d>e"))
    case = Case(compiled(chain)).do("a")
    done = moved(case, without(without(without(chain, "b"), "c"), "a"))
    assert (case.open, done.words) == (["d"], "“b” is gone: the work goes on at “d”.")
    assert case.do("d").status == "completed"


def test_what_has_failed_at_an_eliminated_step_goes_on() -> None:
    steps = nodes("userTask:a userTask:b") + '<serviceTask id="svc" stepwell:topic="print"/>'
    xml = model(ENDS + steps, "", "s>a a>svc svc>b b>e")
    case = Case(compiled(xml, "executable")).do("a")
    case.took(report_failure(case.definition, case.turn.state, case.task("svc"), "The printer is on fire.", NOW))
    assert case.status == "failed"
    done = moved(case, without(xml, "svc"), "executable")
    assert (case.status, case.open, done.verdict) == ("running", ["b"], "redirected")
    kept = Case(compiled(xml, "executable")).do("a")
    kept.took(report_failure(kept.definition, kept.turn.state, kept.task("svc"), "The printer is on fire.", NOW))
    assert moved(kept, without(xml, "b"), "executable").verdict == "moved" and kept.status == "failed"
    assert [i.words for i in kept.turn.incidents] == ["The printer is on fire."]


def test_what_was_done_can_still_be_undone_or_it_is_said() -> None:
    case = Case(compiled(trip())).do("flight").do("hotel")
    assert moved(case, trip().replace(b'id="car"', b'id="car" name="Car"')).verdict == "moved"
    again(case).do("car")
    order = []
    while case.open != ["after"]:
        order.append(case.open[0])
        case.do(case.open[0])
    assert order == ["undo_car", "undo_hotel", "undo_flight"]
    named = called_by_id(trip())
    other = Case(compiled(named)).do("flight").do("hotel")
    done = moved(other, without(named, "hotel"))
    assert "“hotel” was done and can no longer be undone." in done.words
    again(other).do("car")
    assert other.do("undo_car").open == ["undo_flight"]


def test_a_case_that_could_not_go_on_stays_and_says_why() -> None:
    plain = model(ENDS + nodes("userTask:a userTask:b"), "", "s>a a>b b>e")
    form = '<extensionElements><stepwell:form>{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}'
    asking = f'<userTask id="a">{form}</stepwell:form></extensionElements></userTask>'
    script = "<scriptTask id='sc'><script>m = n + 1</script></scriptTask>"
    new = model(ENDS + asking + script + nodes("userTask:c"), "", "s>a a>sc sc>c c>e")
    case = Case(compiled(model(ENDS + asking + nodes("userTask:b") + script + nodes("userTask:c"), "",
                               "s>a a>b b>sc sc>c c>e"), "executable")).do("a", n=1)  # fmt: skip
    assert moved(case, new, "executable").verdict == "redirected" and case.open == ["c"]
    blind = Case(compiled(model(ENDS + nodes("userTask:a userTask:b") + script + nodes("userTask:c"), "",
                                "s>a a>b b>sc sc>c c>e"), "documenting")).do("a")  # fmt: skip
    stays = migrate(blind.definition, compiled(new, "executable"), blind.turn.state, NOW)
    assert (stays.verdict, stays.result) == (
        "stayed",
        None,
    ) and "tried on a copy, it could not go on there" in stays.words
    assert plan(compiled(plain), compiled(plain), Case(compiled(plain)).turn.state).verdict == "moved"


def test_another_process_altogether_moves_nothing() -> None:
    case = Case(compiled(model(ENDS + nodes("userTask:a"), "", "s>a a>e")))
    other = model(nodes("startEvent:s2 userTask:q endEvent:e2"), "", "s2>q q>e2")
    stays: Migrated = migrate(case.definition, compiled(other), case.turn.state, NOW)
    assert stays.words == "Stays on its version: the new version shares no step with this one."


def test_cases_at_one_place_have_one_shape() -> None:
    named = joined("parallelGateway", "x", "y").replace(b'id="y"', b'id="y" name="Sing"')
    drawn = named.replace(b'id="x"', b'id="x" name="Wring"')
    made = compiled(drawn)
    one, two, three = Case(made), Case(made, {"who": "b"}), Case(made).do("x")
    assert shape(one.turn.state) == shape(two.turn.state) != shape(three.turn.state)
    loud = migrate(made, compiled(without(drawn, "z")), one.turn.state, NOW)
    assert loud.quiet and loud.retold == ()
    named = named.replace(b'id="x"', b'id="x" name="Ring"')
    assert [t.step_name for t in migrate(made, compiled(named), one.turn.state, NOW).retold] == ["Ring"]
    assert complete(made, one.turn.state, one.task("x"), {}, NOW).status == "running"
