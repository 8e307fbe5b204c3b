"""Say of a file whether it runs, is only shown, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from processes.companions import NONE
from processes.engine.preparation.prepare import prepare
from processes.engine.values import CheckResult, Prepared
from processes.model import Refused


def check(xml: bytes, files: Mapping[str, bytes] = NONE) -> CheckResult:
    """`runs` = can be played to an end, `documents` = shown, not played, `refused` = no BPMN that a modeler opens."""
    return said_of(lambda: prepare(xml, files=files))


def said_of(prepared: Callable[[], Prepared]) -> CheckResult:
    """What `check` says of a model that is prepared by this."""
    try:
        made = prepared()
    except Refused as refused:
        return CheckResult("refused", None, (), refused.words, 0)
    return CheckResult("runs" if made.runs else "documents", made.mode, made.assumptions, made.why, made.steps)
