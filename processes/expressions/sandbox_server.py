"""The side that answers a `SandboxProxy`: a fresh process with a sandbox of its own."""

from __future__ import annotations

import os
import sys
from typing import Any

import orjson

from processes.errors import ScriptRejected
from processes.expressions.sandbox import Sandbox
from processes.messages import pack


def main() -> None:
    """Answer until nobody asks any more."""
    sandbox = Sandbox(workers=1)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    try:
        for line in sys.stdin.buffer:
            try:
                answer: dict[str, Any] = {"output": sandbox.run(*orjson.loads(line))}
            except ScriptRejected as error:
                answer = {"error": pack(error.words), "line": error.line}
            answers.write(orjson.dumps(answer) + b"\n")
    finally:
        sandbox.close()
