"""What goes over the pipes: a length, a JSON head, and the bytes of a model."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from processes.assumptions import Assumption
from processes.engine.values import DryRun, Prepared, Start
from processes.messages import pack, unpack

SHOWN = "shown"
DRY_RUN = "play"
OURS = "OUR_MISTAKE"
LENGTHS = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Job:
    """A model to prepare or, in the mode DRY_RUN, to play, with the files beside it and the processes it may call."""

    xml: bytes
    mode: str
    files: Mapping[str, bytes]
    known: Mapping[str, str]
    seed: int = 0
    steps: int = 0
    at: str = ""


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A message."""
    text = orjson.dumps(pack(head))
    return LENGTHS.pack(len(text), len(body)) + text + body


def head_and_body(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The two parts of a message that is there as a whole."""
    start = LENGTHS.size
    head, _ = LENGTHS.unpack(message[:start])
    return unpack(orjson.loads(message[start : start + head])), message[start + head :]


def job_message(job: Job, mode: str, cpu_seconds: float, memory_bytes: int) -> bytes:
    """The message that asks for a job; the files follow the model."""
    head = {
        "mode": mode,
        "cpu": cpu_seconds,
        "memory": memory_bytes,
        "files": [[name, len(content)] for name, content in job.files.items()],
        "known": dict(job.known),
        "seed": job.seed,
        "steps": job.steps,
        "at": job.at,
    }
    return packed(head, b"".join((job.xml, *job.files.values())))


def job_of(head: dict[str, Any], body: bytes) -> Job:
    """The job that a message asks for."""
    end = len(body) - sum(size for _, size in head["files"])
    xml, files = body[:end], {}
    for name, size in head["files"]:
        files[name] = body[end : end + size]
        end += size
    return Job(xml, str(head["mode"]), files, head["known"], head["seed"], head["steps"], head["at"])


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


def dry_run_answer(played: DryRun) -> bytes:
    """What the child answers when it has played a model."""
    return packed({"ended": played.ended, "tasks": played.tasks, "why": played.why})


def dry_run_of(head: dict[str, Any]) -> DryRun:
    """The play-through that an answer tells of."""
    return DryRun(head["ended"], head["tasks"], head["why"])
