"""Who reads: by what messages are given in words, in this thread, for as long as somebody has said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Renderer = Callable[[Any], str]
_rendering: ContextVar[Renderer | None] = ContextVar("rendering", default=None)


def in_words(message: str) -> str:
    """Give a message in the language of who reads; English where nobody has said how that is done."""
    render = _rendering.get()
    return str.__str__(message) if render is None else render(message)


def in_english(message: str) -> str:
    """Give the English text, whoever reads."""
    return str.__str__(message)


@contextmanager
def rendering(render: Renderer | None) -> Iterator[None]:
    """Give messages by this, in this thread, while it lasts."""
    token = _rendering.set(render)
    try:
        yield
    finally:
        _rendering.reset(token)


def render_by(render: Renderer | None) -> None:
    """Give messages by this from here on, until the `rendering` around it ends."""
    _rendering.set(render)
