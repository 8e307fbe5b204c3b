"""What goes over the pipes: a length, a JSON head, and the bytes of a model."""

from __future__ import annotations

import struct
from typing import Any

import orjson

from processes.engine.values import Assumption, Prepared, Start

SHOWN = "shown"
LENGTHS = struct.Struct(">II")


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A message."""
    text = orjson.dumps(head)
    return LENGTHS.pack(len(text), len(body)) + text + body


def answer_of(prepared: Prepared) -> bytes:
    """What the child answers when all went well."""
    head = {
        "mode": prepared.mode,
        "runs": prepared.runs,
        "why": prepared.why,
        "assumptions": [[a.code, a.element, a.text] for a in prepared.assumptions],
        "steps": prepared.steps,
        "starts": [[s.id, s.name, s.kind, s.event] for s in prepared.starts],
        "runnable": prepared.runnable is not None,
    }
    return packed(head, prepared.runnable or b"")


def prepared_of(head: dict[str, Any], body: bytes) -> Prepared:
    """The prepared model that an answer holds."""
    return Prepared(
        mode=head["mode"],
        runs=head["runs"],
        why=head["why"],
        assumptions=tuple(Assumption(*one) for one in head["assumptions"]),
        runnable=body if head["runnable"] else None,
        steps=head["steps"],
        starts=tuple(Start(*one) for one in head["starts"]),
    )
