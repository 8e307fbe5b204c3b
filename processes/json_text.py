"""JSON as people and other programs write it into files, read so that what it holds can be written again."""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    """Give the value of a JSON text (RFC 8259); raises ValueError.

    So it does for NaN, numbers without end (1e999), half a character, too many levels.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
