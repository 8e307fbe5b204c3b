"""What the import made of a model, to be kept: as bytes, and under a name for the code that made it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import processes
from processes.engine.preparation.child.wire import answer_of, head_and_body, prepared_of
from processes.engine.values import Prepared


def stored(prepared: Prepared) -> bytes:
    """Write down what the import made of a model."""
    return answer_of(prepared)


def restored(content: bytes) -> Prepared:
    """Give back what was `stored`."""
    return prepared_of(*head_and_body(content))


@cache
def edition() -> str:
    """Name the code that prepares models: what another release made is not what this one would make."""
    here = Path(str(processes.__file__)).parent
    code = hashlib.sha256(version("SpiffWorkflow").encode())
    for file in sorted(here.rglob("*.py")):
        code.update(f"{file.relative_to(here)}\n".encode())
        code.update(hashlib.sha256(file.read_bytes()).digest())
    return code.hexdigest()
