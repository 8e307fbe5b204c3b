"""The signs inside of events, gateways and steps as lines, in a square from -1 to 1: no font has all of them."""

from __future__ import annotations

from lxml import etree

from processes.change.draft.waypoints import Point, number

Element = etree._Element
_ENVELOPE = "M-.8-.55H.8V.55H-.8ZM-.8-.55L0 .1L.8-.55"
_RING = "M-.6 0A.6.6 0 1 0 .6 0A.6.6 0 1 0-.6 0Z"
_PENTAGON = "M0-.65L.65-.15L.4.6H-.4L-.65-.15Z"
EVENTS = {
    "messageEventDefinition": _ENVELOPE, "timerEventDefinition": "M-.7 0A.7.7 0 1 0 .7 0A.7.7 0 1 0-.7 0ZM0-.45V0L.3.2",
    "errorEventDefinition": "M-.6.6L-.2-.5L.2.2L.6-.6", "signalEventDefinition": "M0-.7L.7.5H-.7Z",
    "escalationEventDefinition": "M0-.7L.5.6L0 .15L-.5.6Z",
    "compensateEventDefinition": "M0-.5V.5L-.6 0ZM.6-.5V.5L0 0Z",
    "conditionalEventDefinition": "M-.5-.65H.5V.65H-.5ZM-.3-.35H.3M-.3 0H.3M-.3.35H.3",
    "linkEventDefinition": "M-.7-.2H.1V-.55L.7 0L.1.55V.2H-.7Z", "cancelEventDefinition": "M-.5-.5L.5.5M.5-.5L-.5.5",
    "terminateEventDefinition": _RING,
}  # fmt: skip
SEVERAL = _PENTAGON
GATEWAYS = {
    "exclusiveGateway": "M-.4-.4L.4.4M.4-.4L-.4.4", "parallelGateway": "M-.5 0H.5M0-.5V.5",
    "inclusiveGateway": "M-.45 0A.45.45 0 1 0 .45 0A.45.45 0 1 0-.45 0Z", "eventBasedGateway": _PENTAGON,
    "complexGateway": "M-.5 0H.5M0-.5V.5M-.35-.35L.35.35M.35-.35L-.35.35",
}  # fmt: skip
TASKS = {
    "userTask": "M-.35-.45A.35.35 0 1 0 .35-.45A.35.35 0 1 0-.35-.45ZM-.75.8C-.75 0 .75 0 .75.8Z",
    "serviceTask": f"{_RING}M0-1V-.6M0 .6V1M-1 0H-.6M.6 0H1M-.7-.7L-.42-.42M.42.42L.7.7M.7-.7L.42-.42M-.42.42L-.7.7",
    "scriptTask": "M-.6-.8H.6V.8H-.6ZM-.35-.4H.35M-.35 0H.35M-.35.4H.35", "sendTask": _ENVELOPE,
    "receiveTask": _ENVELOPE, "manualTask": "M-.8.5V-.2H-.2L.1-.6M-.2-.2H.8M-.2.15H.7M-.2.5H.6M-.8.5H-.2",
    "businessRuleTask": "M-.8-.6H.8V.6H-.8ZM-.8-.2H.8M-.3-.6V.6",
}  # fmt: skip
LOOPS = {
    "loop": "M.5-.4A.6.6 0 1 0 .6.2M.5-.8V-.4H.1", "sequential": "M-.6-.4H.6M-.6 0H.6M-.6.4H.6",
    "parallel": "M-.4-.6V.6M0-.6V.6M.4-.6V.6",
}  # fmt: skip
FOLDED = "M-.7-.7H.7V.7H-.7ZM-.4 0H.4M0-.4V.4"
DOCUMENT = "M-.7-1H.3L.7-.6V1H-.7ZM.3-1V-.6H.7"
STORE = "M-1-.7A1 .3 0 0 0 1-.7A1 .3 0 0 0-1-.7V.7A1 .3 0 0 0 1 .7V-.7"


def draw_sign(
    onto: Element, sign: str, centre: Point, radius: float, stroke: str, *, width: float = 1.5, filled: bool = False,
    upright: float = 0,
) -> None:  # fmt: skip
    """Draw a sign so large that it fills a square of twice this radius, or another height where `upright` says so."""
    if not sign:
        return
    scale = (radius, upright or radius)
    place = f"translate({number(centre[0])} {number(centre[1])}) scale({number(scale[0])} {number(scale[1])})"
    etree.SubElement(
        onto, "path", {
            "d": sign, "transform": place, "fill": stroke if filled else "none", "stroke": stroke,
            "stroke-width": number(width), "vector-effect": "non-scaling-stroke",
        },
    )  # fmt: skip
