"""Pieces of random models in which something happens besides the flow: given where they begin, they give their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.processes.engine.models import DURATION

if TYPE_CHECKING:
    from tests.processes.engine.shapes import Drawing

MESSAGE, OTHER = '<messageEventDefinition messageRef="m"/>', '<messageEventDefinition messageRef="m2"/>'
SIGNAL = '<signalEventDefinition signalRef="g"/>'
Piece = Callable[[st.DrawFn, "Drawing", str], str]


def follow(drawing: Drawing, at: str, tag: str, inner: str = "", **attributes: str) -> str:
    """The next node in the flow."""
    made = drawing.node(tag, inner, **attributes)
    drawing.flow(at, made)
    return made


def border(drawing: Drawing, host: str, inner: str, cancels: bool) -> str:
    """An event on a border, and a step behind it."""
    event = drawing.node("boundaryEvent", inner, attachedToRef=host, cancelActivity=str(cancels).lower())
    return follow(drawing, event, "userTask")


def undo(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A step that can be undone, and perhaps is."""
    step = follow(drawing, at, "userTask")
    event = drawing.node("boundaryEvent", "<compensateEventDefinition/>", attachedToRef=step)
    handler = drawing.node(draw(st.sampled_from(("userTask", "manualTask"))), isForCompensation="true")
    drawing.parts[-1].append(f'<association id="{event}_as" sourceRef="{event}" targetRef="{handler}"/>')
    return follow(drawing, step, "userTask") if draw(st.booleans()) else throw(draw, drawing, step)


def throw(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """Undo what is done so far."""
    return follow(drawing, at, "intermediateThrowEvent", "<compensateEventDefinition/>")


def adhoc(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """Two steps without order."""
    drawing.count += 1
    inner = "".join(f'<userTask id="in{drawing.count}_{n}"/>' for n in (1, 2))
    order = draw(st.sampled_from(("Parallel", "Sequential")))
    return follow(drawing, at, "adHocSubProcess", inner, ordering=order)


def rounds(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A step done twice, or a sub-process."""
    marker = f'<multiInstanceLoopCharacteristics isSequential="{str(draw(st.booleans())).lower()}">'
    marker += "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    if draw(st.booleans()):
        return follow(drawing, at, "userTask", marker)
    drawing.count += 1
    return follow(drawing, at, "subProcess", marker + f'<userTask id="in{drawing.count}_1"/>')


def several(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """One of several events, or all of them."""
    all_of_them = {"parallelMultiple": "true"} if draw(st.booleans()) else {}
    return follow(drawing, at, "intermediateCatchEvent", MESSAGE + OTHER + DURATION.format("PT1H"), **all_of_them)


def race(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """What happens first."""
    gate, meet = follow(drawing, at, "eventBasedGateway"), drawing.node("exclusiveGateway")
    for inner in (MESSAGE, DURATION.format("PT1H"), SIGNAL):
        drawing.flow(follow(drawing, gate, "intermediateCatchEvent", inner), meet)
    return meet


def watched(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A step with something on its border that does not cut it off."""
    step = follow(drawing, at, "userTask")
    cycle = "<timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition>"
    condition = "<conditionalEventDefinition><condition>d1 &gt; 2</condition></conditionalEventDefinition>"
    border(drawing, step, draw(st.sampled_from((SIGNAL, cycle, condition, SIGNAL + cycle))), cancels=False)
    return step


def signalled(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A signal to all who wait."""
    return follow(drawing, at, "intermediateThrowEvent", SIGNAL)


def raised(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A sub-process that ends with an error or escalation, which is caught."""
    kind = draw(st.sampled_from(("error", "escalation")))
    drawing.parts.append([])
    step = follow(drawing, drawing.node("startEvent"), "userTask")
    follow(drawing, step, "endEvent", f"<{kind}EventDefinition/>")
    inner = "".join(drawing.parts.pop())
    host = follow(drawing, at, "subProcess", inner)
    after = border(drawing, host, f"<{kind}EventDefinition/>", cancels=True)
    meet = drawing.node("exclusiveGateway")
    drawing.flow(host, meet)
    drawing.flow(after, meet)
    return meet


def beside(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """A sub-process beside which a message starts another one."""
    drawing.parts.append([])
    step = follow(drawing, drawing.node("startEvent"), "userTask")
    follow(drawing, step, "userTask")
    drawing.parts.append([])
    interrupts = str(draw(st.booleans())).lower()
    follow(drawing, drawing.node("startEvent", MESSAGE, isInterrupting=interrupts), "userTask")
    handler = "".join(drawing.parts.pop())
    drawing.node("subProcess", handler, triggeredByEvent="true")
    return follow(drawing, at, "subProcess", "".join(drawing.parts.pop()))


def joined(draw: st.DrawFn, drawing: Drawing, at: str) -> str:
    """Three branches, of which two are enough."""
    split = follow(drawing, at, "parallelGateway")
    join = drawing.node("complexGateway", "<activationCondition>activationCount &gt;= 2</activationCondition>")
    for _ in range(3):
        drawing.flow(follow(drawing, split, "userTask"), join)
    return join


PIECES: dict[str, Piece] = {
    "undo": undo, "throw": throw, "adhoc": adhoc, "rounds": rounds, "several": several, "race": race,
    "watched": watched, "signalled": signalled, "raised": raised, "beside": beside, "joined": joined,
}  # fmt: skip
