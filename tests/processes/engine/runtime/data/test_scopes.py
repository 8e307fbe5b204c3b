"""One set of fields in each scope: all tokens of a process share them; a round has its item to itself."""

from __future__ import annotations

from processes.engine import complete, deliver
from tests.processes.engine.models import NOW, Case, compiled, model, nodes, wired

MESSAGE = '<message id="m" name="rcv"/>'
BY_MESSAGE = '<messageEventDefinition messageRef="m"/>'


def script(name: str, text: str, marker: str = "") -> str:
    """A script task."""
    return f'<scriptTask id="{name}" scriptFormat="python">{marker}<script><![CDATA[{text}]]></script></scriptTask>'


def side_by_side(gateway: str) -> bytes:
    """Two branches that each count after a step of a person."""
    body = nodes(f"startEvent:s {gateway}:p userTask:A userTask:B {gateway}:j userTask:D endEvent:e")
    body += script("z", "x = 0") + script("a", "x = x + 1\nleft = True") + script("b", "x = x + 1\nright = x")
    ways = "p>A p>B" if gateway == "parallelGateway" else "p>A:x~==~0 p>B:x~==~0"
    return model(body, "", f"s>z z>p {ways} A>a a>j B>b b>j j>D D>e")


def deliver_to(case: Case, number: int, payload: dict[str, object]) -> Case:
    """Give a message to one of those who wait for it."""
    task = case.turn.waiting[number].task_id
    return case.took(deliver(case.definition, case.turn.state, task, "rcv", payload, NOW))


def test_branches_count_together() -> None:
    for gateway in ("parallelGateway", "inclusiveGateway", "complexGateway"):
        case = Case(compiled(side_by_side(gateway), "executable")).do("A")
        assert case.turn.data == {"x": 1, "left": True}, gateway
        case.do("B")
        assert case.turn.data == {"x": 2, "left": True, "right": 2}, gateway
        assert case.do("D").turn.data == {"x": 2, "left": True, "right": 2}


def test_a_branch_sees_at_once_what_the_other_has_written() -> None:
    body = nodes("startEvent:s parallelGateway:p userTask:A userTask:B exclusiveGateway:g userTask:yes userTask:no")
    case = Case(compiled(model(body, "", "s>p p>A p>B B>g g>yes:ok g>no:not~ok"), "executable"), {"ok": False})
    assert case.do("A", ok=True).do("B").open == ["yes"]


def test_what_is_filled_in_beside_is_seen_by_the_main_way() -> None:
    body = nodes("startEvent:s userTask:A userTask:N userTask:C exclusiveGateway:g userTask:yes userTask:no")
    body += f'<boundaryEvent id="b" attachedToRef="A" cancelActivity="false">{BY_MESSAGE}</boundaryEvent>'
    xml = model(body, MESSAGE, "s>A A>C b>N C>g g>yes:paid g>no:not~paid")
    case = deliver_to(Case(compiled(xml, "executable"), {"paid": False}), 0, {"told": 1})
    case.do("N", paid=True).do("A").do("C")
    assert (case.open, case.turn.data) == (["yes"], {"paid": True, "told": 1})


def test_what_an_event_subprocess_beside_writes_is_seen_by_the_main_way() -> None:
    inner = f'<startEvent id="is" isInterrupting="false">{BY_MESSAGE}</startEvent>' + script("w", "n = n + 10")
    inner += wired("is>w", "i")
    body = nodes("startEvent:s userTask:A userTask:z") + script("count", "n = n + 1")
    body += f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>'
    case = Case(compiled(model(body, MESSAGE, "s>A A>count count>z"), "executable"), {"n": 0})
    deliver_to(deliver_to(case, 0, {}), 0, {}).do("A")
    assert case.turn.data == {"n": 21}


def rounds(about: str, marker: str = "", sequential: bool = False) -> str:
    """A multi-instance marker over the ids."""
    order = str(sequential).lower()
    over = f'isSequential="{order}" camunda:collection="ids" camunda:elementVariable="rid" {about}'
    return f"<multiInstanceLoopCharacteristics {over}>{marker}</multiInstanceLoopCharacteristics>"


def added_up(host: str, sequential: bool) -> bytes:
    """The ids are added up, each in a round of a script, a sub-process or a called process."""
    add, marker = script("add", "total = total + rid"), rounds("", sequential=sequential)
    body = nodes("startEvent:s userTask:z")
    if host == "scriptTask":
        return model(body + script("a", "total = total + rid", marker), "", "s>a a>z")
    inside = nodes("startEvent:is userTask:x") + add + wired("is>x x>add", "i")
    if host == "subProcess":
        return model(body + f'<subProcess id="a">{marker}{inside}</subProcess>', "", "s>a a>z")
    called = f'<process id="q">{inside}</process>'
    return model(body + f'<callActivity id="a" calledElement="q">{marker}</callActivity>', called, "s>a a>z")


def test_rounds_add_up() -> None:
    for host in ("scriptTask", "subProcess", "callActivity"):
        for sequential in (True, False):
            case = Case(compiled(added_up(host, sequential), "executable"), {"ids": [1, 20, 300], "total": 0})
            while case.open != ["z"]:
                assert "rid" not in case.turn.data
                case.do("x")
            assert case.turn.data == {"ids": [1, 20, 300], "total": 321}, (host, sequential)


def test_an_item_stays_in_its_round_even_where_it_is_set_there() -> None:
    body = nodes("startEvent:s userTask:z") + f'<userTask id="a">{rounds("")}</userTask>'
    made = compiled(model(body, "", "s>a a>z"), "executable")
    case = Case(made, {"ids": ["t1", "t2"], "rid": "outside"})
    first = case.turn.open[0].id
    case.took(complete(made, case.turn.state, first, {"rid": "changed", "found": 1}, NOW))
    assert case.turn.data == {"ids": ["t1", "t2"], "rid": "outside", "found": 1}


def test_a_condition_in_a_round_asks_for_its_item_and_number() -> None:
    condition = "<condition>turn == rid and loopCounter == 1</condition>"
    event = f"<conditionalEventDefinition>{condition}</conditionalEventDefinition>"
    inner = nodes("startEvent:is userTask:x") + f'<intermediateCatchEvent id="w">{event}</intermediateCatchEvent>'
    body = nodes("startEvent:s parallelGateway:p userTask:A userTask:z")
    body += f'<subProcess id="sub">{rounds("")}{inner}{wired("is>w w>x", "i")}</subProcess>'
    made = compiled(model(body, "", "s>p p>sub p>A sub>z"), "executable")
    case = Case(made, {"ids": ["t1", "t2", "t3"], "turn": ""}).do("A", turn="t2")
    assert case.open == ["x"]


def test_a_message_may_be_matched_with_the_item_of_a_round() -> None:
    body = nodes("startEvent:s userTask:A userTask:z")
    body += f'<receiveTask id="R" messageRef="m">{rounds("")}</receiveTask>'
    case = Case(compiled(model(body, MESSAGE, "s>A A>R R>z"), "executable"), {"ids": ["t1", "t2", "t3"]}).do("A")
    assert [(one.data or {}).get("rid") for one in case.turn.waiting] == ["t1", "t2", "t3"]
    assert case.turn.data == {"ids": ["t1", "t2", "t3"]}
    deliver_to(case, 1, {"rid": "t2", "paid": True})
    assert [(one.data or {}).get("rid") for one in case.turn.waiting] == ["t1", "t3"]
    assert case.turn.data == {"ids": ["t1", "t2", "t3"], "paid": True}
