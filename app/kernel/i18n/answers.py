"""How languages meet the web: templates that speak, answers in the reader's language, news that wait in the cookie."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from flask.json.tag import JSONTag
from flask.sessions import SecureCookieSessionInterface

from app.kernel.i18n import languages, templates
from processes.messages import Message, pack, unpack


class Flashed(JSONTag):
    """A message in the cookie: it is shown by the next page, in the language of that."""

    __slots__ = ()
    key = " §"

    def check(self, value: Any) -> bool:
        """Whether this is a message."""
        return isinstance(value, Message)

    def to_json(self, value: Any) -> Any:
        """Give it without a language."""
        return pack(value)

    def to_python(self, value: Any) -> Any:
        """Give it back."""
        return unpack(value)


def register(app: Flask) -> None:
    """Teach an application to speak languages."""
    templates.register(app.jinja_env)
    if isinstance(app.session_interface, SecureCookieSessionInterface):
        known = app.session_interface.serializer
        if Flashed.key not in known.tags:
            known.register(Flashed, index=0)
    app.after_request(_named)


def spoken(value: Any) -> Any:
    """Give a value with the messages in it in the language that is spoken."""
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, dict):
        return {spoken(key): spoken(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [spoken(one) for one in value]
    return value


def _named(answer: Response) -> Response:
    """Say in which language an answer is, and that it hangs on what was asked for (RFC 9110 8.5, 12.5.4)."""
    if answer.mimetype in ("text/html", "application/json", "application/problem+json"):
        answer.headers["Content-Language"] = languages.current()
        answer.vary.add("Accept-Language")
    return answer
