"""What a request may hold: text that every database stores, JSON that every reader agrees on, depths that end."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

import orjson
from flask import g, request
from flask.json.provider import DefaultJSONProvider
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Map

from app.kernel.errors import Invalid, NotFound, StepwellError
from app.kernel.http.application import READS, StepwellApp, is_api
from app.kernel.i18n import _, languages
from app.kernel.i18n.answers import spoken
from app.kernel.policy import Actor

DEEPEST = 100
# Deeper than any reader of JSON goes.
UNREADABLE = 900
LARGEST = 2**31 - 1
LARGEST_NUMBER = 2**63
NUL = "\x00"
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHERS = bytes(set(range(256)) - set(_STEPS))


class Json(DefaultJSONProvider):
    """JSON that is nested too deeply to read is no JSON, rather than the end of the stack."""

    def loads(self, s: str | bytes, **more: Any) -> Any:
        """Read JSON; raises ValueError for what cannot be read."""
        try:
            return super().loads(s, **more)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def dumps(self, obj: Any, **more: Any) -> str:
        """Write JSON for who reads, keys in order; what one writer refuses (numbers beyond 64 bits) another does."""
        said = obj if languages.current() == languages.DEFAULT else spoken(obj)
        try:
            return orjson.dumps(
                said, default=self.default, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
            ).decode()
        except (orjson.JSONEncodeError, UnicodeDecodeError):
            return super().dumps(said, **more)


class Number(IntegerConverter):
    """A whole number in an address that fits a column; others are no address."""

    def __init__(self, map: Map, **bounds: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **bounds})


def prepare(app: StepwellApp) -> None:
    """Bound the numbers in addresses and the depth of JSON; call before any address is registered."""
    app.json = Json(app)
    app.url_map.converters["int"] = Number


def register(app: StepwellApp) -> None:
    """Look at every request before its view does, after it is known who asks."""
    app.guards.append(_readable)


def _readable(session: Session, actor: Actor) -> None:
    require_readable()


def require_readable() -> None:
    """Raise NotFound for an address, and Invalid for a query, form or body, that nothing could be stored of."""
    if any(NUL in value for value in (request.view_args or {}).values() if isinstance(value, str)):
        raise NotFound()
    for name, value in request.args.items(multi=True):
        _check(name, value)
    if request.method in READS or g.get("body_checked"):
        return
    if is_api() and request.is_json:
        _check_json(request.get_data(cache=True))
    else:
        for name, value in request.form.items(multi=True):
            _check(name, value)
        for name in request.files:
            _check(name, "")
    g.body_checked = True


def _check(name: str | None, value: str) -> None:
    if name is None:
        words = _("Expected a name for each part of the form, but one has none. Name it in its Content-Disposition.")
        raise Invalid("PART_WITHOUT_NAME", words)
    if NUL in value or NUL in name:
        _unstorable(name)


def _check_json(data: bytes) -> None:
    if not data:
        return
    depth = _depth(data)
    if depth > UNREADABLE:
        raise _not_json()
    if depth > DEEPEST:
        raise Invalid(
            "TOO_DEEP",
            _("Expected at most {most} levels of nesting, but there are more. Send it flatter.", most=DEEPEST),
        )
    try:
        value = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _not_json() from error
    level: list[Any] = [value]
    while level:
        level = [inner for each in level for inner in _inside(each)]


def _depth(data: bytes) -> int:
    """Give how deeply JSON is nested, without reading it: what is too deep must not cost what reading costs."""
    brackets = _TEXTS.sub(b"", data).translate(None, _OTHERS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _inside(value: Any) -> Any:
    """Give the values in a value, its keys too; raises Invalid for what cannot be stored."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        return value
    if isinstance(value, str) and (NUL in value or not _encodable(value)):
        _unstorable("request")
    if isinstance(value, int | float) and not -LARGEST_NUMBER <= value < LARGEST_NUMBER and not _moderate(value):
        words = _(
            "Expected a number of moderate size, but got a larger one. Send a number with fewer digits, or send it as "
            "text."
        )
        raise Invalid(
            "NUMBER_TOO_LARGE", words, for_people=_("A number that you typed has too many digits. Shorten it.")
        )
    return ()


def _moderate(value: float) -> bool:
    return isinstance(value, float) and abs(value) < float("inf")


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unstorable(name: str) -> NoReturn:
    words = _("It holds a character that stands for nothing (NUL or half a character). Remove it.")
    raise Invalid(
        "BAD_CHARACTER", _("Expected text, but: {why}", why=words), {name.replace(NUL, "")[:100] or "request": words}
    )


class _NotJson(StepwellError):
    """The body cannot be read at all."""

    status = 400
    title: str = _("This cannot be read")


def _not_json() -> _NotJson:
    words = _("Expected JSON in UTF-8, but this cannot be read as such. Correct it and send it again.")
    return _NotJson("NOT_JSON", words)
