"""The error of a component that tests need and that is not there."""

from __future__ import annotations


class Missing(RuntimeError):
    """A component of the tests is not there; the message names the command that brings it."""

    def __init__(self, what: str, command: str) -> None:
        super().__init__(f"Expected to find {what}, but there is none. Run: {command}")
