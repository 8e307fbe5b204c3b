"""Plain words for kinds of steps, where no outline says them."""

from __future__ import annotations

WORDS = {
    "task": "Task", "userTask": "Task", "manualTask": "Manual work", "serviceTask": "Done by a system",
    "scriptTask": "Done by a script", "sendTask": "Send a message", "receiveTask": "Wait for a message",
    "businessRuleTask": "Rule", "callActivity": "Another process", "subProcess": "Part of the process",
    "transaction": "Part of the process", "adHocSubProcess": "Work in any order", "startEvent": "Start",
    "endEvent": "End", "intermediateCatchEvent": "Wait", "intermediateThrowEvent": "Event",
    "boundaryEvent": "Interruption", "exclusiveGateway": "Choice", "parallelGateway": "At the same time",
    "inclusiveGateway": "One or several ways", "eventBasedGateway": "Whatever comes first",
    "complexGateway": "Decision",
}  # fmt: skip


def type_words(tag: str) -> str:
    """Say a BPMN type in plain words."""
    return WORDS.get(tag, "Step")
