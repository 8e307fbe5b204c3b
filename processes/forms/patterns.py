"""Patterns of forms, matched in time that grows with the text only: RE2, no backtracking."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

LONGEST = 500
MEMORY_BYTES = 1 << 20


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """The pattern ready for use; None for one that is too long, not regular, or no pattern at all."""
    if len(pattern) > LONGEST:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def fits(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; one that cannot be used fits everything."""
    ready = compiled(pattern)
    return ready is None or ready.search(text) is not None
