"""What a scope knows goes along to another version: data objects, items of rounds, mapped calls, pools."""

from __future__ import annotations

import pytest

from processes.engine import Definition, migrate
from tests.processes.engine.models import NOW, Case, compiled, model, nodes, wired
from tests.processes.engine.runtime.data.test_scopes import rounds, script
from tests.processes.engine.runtime.data.test_subprocess_scope import IN, OBJECT, OUT


def moved(case: Case, new: Definition) -> Case:
    """The case in the new version."""
    done = migrate(case.definition, new, case.turn.state, NOW)
    assert done.result is not None, done.words
    case.definition = new
    return case.took(done.result)


def within(*objects: str) -> Definition:
    """A sub-process with these data objects, in which somebody does x, a script counts, and somebody does v."""
    inner = nodes("startEvent:is userTask:x userTask:v") + script("w", "n = n + 1")
    inner += "".join(map(OBJECT.format, objects)) + wired("is>x x>w w>v", "i")
    body = nodes("startEvent:s userTask:y") + f'<subProcess id="sub">{inner}</subProcess>'
    return compiled(model(body, "", "s>sub sub>y"), "executable")


def test_data_objects_of_a_subprocess_stay_its_own() -> None:
    case = moved(Case(within("n"), {"n": 1}).do("x", n=10), within("n", "k"))
    assert (case.open, case.turn.data) == (["v"], {"n": 1})
    assert case.do("v", k=5, m=6).turn.data == {"n": 1, "m": 6}


def test_what_a_subprocess_begins_to_own_is_its_own_from_then_on() -> None:
    assert moved(Case(within(), {"n": 1}), within("n")).do("x").turn.data == {"n": 1}


def test_what_it_no_longer_owns_goes_out_where_it_is_not_known() -> None:
    case = Case(within("n", "k"), {"n": 1}).do("x", n=2, k=3)
    assert case.turn.data == {"n": 1}
    assert moved(case, within()).turn.data == {"n": 1, "k": 3}


def test_rounds_keep_their_items_though_these_are_called_otherwise() -> None:
    def version(item: str) -> Definition:
        marker = rounds("").replace('"rid"', f'"{item}"')
        inner = nodes("startEvent:is userTask:x") + script("w", f"seen = seen + [{item}]") + wired("is>x x>w", "i")
        body = nodes("startEvent:s userTask:z") + f'<subProcess id="sub">{marker}{inner}</subProcess>'
        return compiled(model(body, "", "s>sub sub>z"), "executable")

    case = moved(Case(version("rid"), {"ids": ["p", "q"], "seen": []}).do("x"), version("person")).do("x")
    assert (case.open, case.turn.data) == (["z"], {"ids": ["p", "q"], "seen": ["p", "q"]})


def calling(mapping: str) -> Definition:
    """A call of q with this mapping, in which somebody does x."""
    body = nodes("startEvent:s userTask:z")
    body += f'<callActivity id="c" calledElement="q"><extensionElements>{mapping}</extensionElements></callActivity>'
    around = f'<process id="q">{nodes("startEvent:qs userTask:x")}{script("w", "r = y + 1")}{wired("qs>x x>w", "q")}'
    return compiled(model(body, around + "</process>", "s>c c>z"), "executable")


MAPPED = IN.format("y", "a") + OUT.format("b", "r")


@pytest.mark.parametrize(
    ("before", "after", "data", "found"),
    [
        (MAPPED, MAPPED + OUT.format("copy", "r"), {"a": 1}, {"a": 1, "b": 2, "copy": 2}),
        ("", MAPPED, {"y": 1, "a": 5}, {"y": 1, "a": 5, "b": 2}),
        (MAPPED, "", {"a": 1}, {"a": 1, "y": 1, "r": 2}),
    ],
)
def test_calls_that_are_under_way(before: str, after: str, data: dict[str, object], found: dict[str, object]) -> None:
    assert moved(Case(calling(before), data), calling(after)).do("x").turn.data == found


def test_a_case_keeps_its_fields_when_pools_come_and_go() -> None:
    body = nodes("startEvent:s userTask:a userTask:b")
    other = f'<process id="q">{nodes("startEvent:qs userTask:y")}{wired("qs>y", "q")}</process>'
    one, two = (compiled(model(body, around, "s>a a>b"), "executable") for around in ("", other))
    case = moved(Case(one, {"n": 1}), two).do("a", n=2)
    assert (case.open, case.turn.data) == (["b"], {"n": 2})
