"""Repetition: what conditions may ask about the rounds, and lists of what the rounds have made."""

from __future__ import annotations

import pytest

from processes.engine import complete, prepare, retry
from tests.processes.engine.models import NOW, Case, compiled, model, nodes, normalised, wired

COLLECTED = [
    'camunda:collection="people" camunda:elementVariable="who"'
    ' camunda:outputCollection="votes" camunda:outputElement="vote"/>',
    '><extensionElements><z:loopCharacteristics xmlns:z="urn:z" inputCollection="= people" inputElement="who"'
    ' outputCollection="votes" outputElement="= vote"/></extensionElements></multiInstanceLoopCharacteristics>',
    "><loopDataInputRef>in</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef>"
    '<inputDataItem id="i1" name="who"/><outputDataItem id="o1" name="vote"/></multiInstanceLoopCharacteristics>',
]
OBJECTS = '<dataObject id="in" name="people"/><dataObject id="out" name="votes"/>'


def repeated(marker: str, host: str = "userTask", sequential: bool = False) -> bytes:
    """a is done for each of the people, then z."""
    text = f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" {marker}'
    inner = nodes("startEvent:is userTask:x endEvent:ie") + wired("is>x x>ie", "i") if host == "subProcess" else ""
    called = f'<process id="q">{nodes("startEvent:qs userTask:x")}{wired("qs>x", "q")}</process>'
    about = ' calledElement="q"' if host == "callActivity" else ""
    body = OBJECTS + nodes("startEvent:s userTask:z endEvent:e") + f'<{host} id="a"{about}>{text}{inner}</{host}>'
    return model(body, called if about else "", "s>a a>z z>e")


PEOPLE = {"people": ["Ada", "Bo", "Cy"]}


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize("host", ["userTask", "subProcess", "callActivity"])
@pytest.mark.parametrize("marker", COLLECTED)
def test_what_the_rounds_made_is_collected_in_order(marker: str, host: str, sequential: bool) -> None:
    xml = repeated(marker, host, sequential)
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"), dict(PEOPLE))
    step = "a" if host == "userTask" else "x"
    tasks = list(case.turn.open)
    for number in range(3):
        case.do(step, vote=f"vote {number}")
    assert case.open == ["z"]
    assert case.turn.data["votes"] == ["vote 0", "vote 1", "vote 2"]
    assert "who" not in case.turn.data
    assert len(tasks) == (1 if sequential else 3)


def test_the_list_keeps_the_order_of_the_items_not_of_the_answers() -> None:
    case = Case(compiled(repeated(COLLECTED[0]), "executable"), dict(PEOPLE))
    first, second, third = (task.id for task in case.turn.open)
    for task, vote in ((third, "c"), (first, "a"), (second, "b")):
        case.took(complete(case.definition, case.turn.state, task, {"vote": vote}, NOW))
    assert case.turn.data["votes"] == ["a", "b", "c"]


def test_a_condition_may_ask_how_many_are_done() -> None:
    until = "<completionCondition>nrOfCompletedInstances / nrOfInstances &gt;= 0.6</completionCondition>"
    marker = f'camunda:collection="people">{until}</multiInstanceLoopCharacteristics>'
    case = Case(compiled(repeated(marker), "executable"), dict(PEOPLE))
    assert [t.form["properties"].keys() for t in case.turn.open] == [{"result"}] * 3
    assert case.do("a").open == ["a", "a"]
    assert case.do("a").open == ["z"]
    assert len(case.turn.closed) == 1


def test_a_round_may_ask_which_one_it_is() -> None:
    script = "<script>seen = seen + [loopCounter]</script>"
    marker = '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>4</loopCardinality>'
    body = nodes("startEvent:s userTask:z") + f'<scriptTask id="a">{script}{marker}</multiInstanceLoopCharacteristics>'
    case = Case(compiled(model(body + "</scriptTask>", "", "s>a a>z"), "executable"), {"seen": []})
    assert case.turn.data == {"seen": [0, 1, 2, 3]}


def test_an_empty_list_gives_an_empty_list() -> None:
    assert Case(compiled(repeated(COLLECTED[0]), "executable"), {"people": []}).turn.data["votes"] == []


def many(over: str, item: str) -> str:
    """The marker of rounds over a list, one after the other."""
    about = f'camunda:collection="{over}" camunda:elementVariable="{item}"'
    return f'<multiInstanceLoopCharacteristics isSequential="true" {about}/>'


def test_rounds_in_rounds_keep_their_items_apart() -> None:
    script = f'<scriptTask id="t"><script>pairs = pairs + [row * 10 + n]</script>{many("items", "n")}</scriptTask>'
    inner = nodes("startEvent:is") + script + wired("is>t", "i") + many("rows", "row")
    body = nodes("startEvent:s userTask:z") + f'<subProcess id="sub">{inner}</subProcess>'
    lists = {"rows": [1, 2], "items": [3, 4]}
    case = Case(compiled(model(body, "", "s>sub sub>z"), "executable"), {**lists, "pairs": []})
    assert case.turn.data == {**lists, "pairs": [13, 14, 23, 24]}


def test_nobody_is_asked_how_the_rounds_stand() -> None:
    until = "<completionCondition>nrOfCompletedInstances &gt;= 1</completionCondition>"
    marker = f"<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>{until}"
    body = nodes("startEvent:s userTask:before userTask:z")
    body += f'<userTask id="a">{marker}</multiInstanceLoopCharacteristics></userTask>'
    xml = model(body, "", "s>before before>a a>z")
    assert "ASKED_FOR" not in {one.code for one in prepare(xml).assumptions}
    assert Case(compiled(xml, "executable")).do("before").do("a").open == ["z"]


@pytest.mark.parametrize("typed", [{}, {"note": "x"}])
def test_what_waits_at_the_border_of_rounds_happens_when_enough_are_done(typed: dict[str, str]) -> None:
    rounds = '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="who"/>'
    enough = "<conditionalEventDefinition><condition>${nrOfCompletedInstances &gt;= 2}</condition>"
    border = f'<boundaryEvent id="b" attachedToRef="t">{enough}</conditionalEventDefinition></boundaryEvent>'
    body = nodes("startEvent:s userTask:z endEvent:e") + f'<userTask id="t">{rounds}</userTask>{border}'
    case = Case(compiled(model(body, "", "s>t t>e b>z z>e"), "executable"), dict(PEOPLE))
    assert case.do("t", **typed).open == ["t", "t"]
    assert case.do("t", **typed).open == ["z"]


UNTIL = "<completionCondition>nrOfCompletedInstances &gt;= enough</completionCondition>"
ENOUGH = repeated(f'camunda:collection="people">{UNTIL}</multiInstanceLoopCharacteristics>')
# What release 0.1.0 stored when one of three was done and it could not be said whether that was enough.
AT_THE_WHOLE = (
    b'1[1,0,[[null,"",{"people":["Ada","Bo","Cy"],"enough":"some"},[["43bcb64931934d0a8b0e97f8e34cb784","a",128,'
    b'{"via":"f0","rounds":{"items":["Ada","Bo","Cy"],"begun":3,"done":1},"error":"No."}],'
    b'["e4cf6c619d004b40b8630c988805a4c6","a",16,{"of":"43bcb649-3193-4d0a-8b0e-97f8e34cb784","round":1}],'
    b'["ddd2048e1dc9473392fa85911e42f33a","a",16,{"of":"43bcb649-3193-4d0a-8b0e-97f8e34cb784","round":2}]]]],[],2]'
)


def retried(case: Case, **data: object) -> Case:
    """Correct the data of the one incident there is."""
    (incident,) = case.turn.incidents
    return case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, dict(data)))


def test_rounds_that_are_open_stay_while_it_is_asked_again_whether_enough_are_done() -> None:
    case = Case(compiled(ENOUGH, "executable"), {**PEOPLE, "enough": "some"}).do("a")
    others = {task.id for task in case.turn.open}
    assert len(others) == 2
    assert {task.id for task in retried(case, enough=2).turn.open} == others
    assert case.do("a").open == ["z"] and case.passed("a") == 2


def test_so_they_do_where_an_earlier_release_left_the_incident() -> None:
    case = Case(compiled(ENOUGH, "executable"), dict(PEOPLE))
    (incident,) = retry(case.definition, AT_THE_WHOLE, "43bcb649-3193-4d0a-8b0e-97f8e34cb784", NOW).incidents
    turn = retry(case.definition, AT_THE_WHOLE, incident.task_id, NOW, {"enough": 2})
    assert case.took(turn).open == ["a", "a"]
    assert case.do("a").open == ["z"]


@pytest.mark.parametrize("sequential", [True, False])
def test_what_could_not_be_collected_is_collected_when_tried_again(sequential: bool) -> None:
    marker = COLLECTED[0].replace('"vote"', '"vote + bonus"')
    case = Case(compiled(repeated(marker, sequential=sequential), "executable"), {**PEOPLE, "bonus": "much"})
    assert retried(case.do("a", vote=1), bonus=10).turn.incidents == ()
    assert case.do("a", vote=2).do("a", vote=3).open == ["z"]
    assert (case.turn.data["votes"], case.passed("a")) == ([11, 12, 13], 3)


def test_a_service_is_done_for_each_when_the_list_is_there_at_last() -> None:
    rounds = '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="who"/>'
    service = f'<serviceTask id="a" camunda:type="external" camunda:topic="t">{rounds}</serviceTask>'
    xml = model(nodes("startEvent:s userTask:z endEvent:e") + service, "", "s>a a>z z>e")
    case = retried(Case(compiled(xml, "executable"), {"people": 3}), **PEOPLE)
    assert [task.data["who"] for task in case.turn.open] == ["Ada", "Bo", "Cy"]
