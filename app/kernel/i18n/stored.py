"""Sentences in the database: kept without a language, so that each reader gets them in their own.

A column holds the message as JSON behind a sign that nobody types. What was kept by an earlier release, and what people
wrote, is plain text and stays that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from app.kernel.db.database import JSONText
from processes.messages import Message, pack, unpack

SIGN = "\x1e"


class Said(TypeDecorator[str]):
    """Text that is a message or what somebody wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Give what the column holds."""
        return None if value is None else kept(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Give what was said."""
        return None if value is None else told(value)


class SaidJSON(JSONText):
    """JSON with messages in it."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give what the column holds."""
        return super().process_bind_param(pack(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Give what was said."""
        return unpack(super().process_result_value(value, dialect))


def kept(said: str) -> str:
    """Give text as it is kept."""
    return SIGN + orjson.dumps(pack(said)).decode() if isinstance(said, Message) else said.lstrip(SIGN)


def told(value: str) -> str:
    """Give kept text as it was said."""
    if not value.startswith(SIGN):
        return value
    try:
        said = unpack(orjson.loads(value[1:]))
    except orjson.JSONDecodeError:
        return value[1:]
    return said if isinstance(said, str) else value[1:]


def spelled(text: str) -> set[str]:
    """Give the ways in which a column may hold a piece of text: plain, and as JSON writes it inside of a message."""
    return {text, orjson.dumps(text).decode()[1:-1]}


def retold(said: Any, change: Callable[[str], str]) -> Any:
    """Give what was said with the texts in its places changed; the sentences around them stay, in every language."""
    if isinstance(said, (list, tuple)):
        return [retold(one, change) for one in said]
    if isinstance(said, Mapping):
        return {name: retold(one, change) for name, one in said.items()}
    if type(said) is Message:
        return Message(said.id, retold(said.params, change), said.plural, said.context)
    if isinstance(said, Message):
        make, (inside, *rest) = said.__reduce_ex__(4)
        return make(retold(inside, change), *rest)
    return change(said) if isinstance(said, str) else said
