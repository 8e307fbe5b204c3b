"""Carry out a step that calls a service by HTTP: build the request, ask, read the answer."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from app.kernel.i18n import _, sentences
from app.services.connectors.addresses import covers, read, under
from app.services.outbound import Answer, NoAnswer, NotAllowed, ask
from app.services.outcomes import Again, Done, Outcome, Raised, Refused, said
from app.services.vault import Redactor
from processes.engine import EngineError
from processes.expressions import templates

LARGEST_RESULT = 100_000
TRY_AGAIN = (408, 425, 429)
EXCERPT = 200
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Allowed:
    """What a connector allows, as values: a call holds no transaction."""

    name: str
    base_url: str
    methods: tuple[str, ...]
    headers: Mapping[str, Any]
    private: bool
    seconds: int


@dataclass(frozen=True)
class Request:
    """A request ready to be sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


def address(settings: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Give the address that a step's settings name; values inside it are encoded, so that they stay one part of it."""
    return str(templates.render(settings.get("url", ""), data, escape=lambda said: quote(said, safe="")))


def call(
    settings: Mapping[str, Any], data: Mapping[str, Any], allowed: Allowed, secrets: Mapping[str, str], key: str
) -> Outcome:
    """Ask the service once, and say how that ended; no secret is in what comes out."""
    redactor = Redactor(secrets.values())
    try:
        request = build(settings, data, allowed, secrets, key, redactor)
        seconds = float(min(settings.get("timeout") or allowed.seconds, allowed.seconds))
        answer = ask(
            request.method, request.url, request.headers, request.body, seconds=seconds, private=allowed.private
        )
        return outcome(settings, answer, redactor)
    except NoAnswer as error:
        return Again(redactor.text(said(error)))
    except (NotAllowed, EngineError, ValueError) as error:
        return Refused(redactor.text(said(error)))


def build(
    settings: Mapping[str, Any],
    data: Mapping[str, Any],
    allowed: Allowed,
    secrets: Mapping[str, str],
    key: str,
    redactor: Redactor,
) -> Request:
    """Fill the request in; raises NotAllowed where the connector does not cover it."""

    def secret(name: str) -> str:
        if name not in secrets:
            raise NotAllowed(
                _(
                    "Expected the secret “{name}”, but “{connector}” has none of this name to use.",
                    name=name,
                    connector=allowed.name,
                )
            )
        return secrets[name]

    method, url = settings["method"], under(allowed.base_url, address(settings, data))
    if not covers(allowed.base_url, url) or method not in allowed.methods:
        raise NotAllowed(
            _(
                "Expected a call that “{connector}” allows, but {method} {address} is none. An administrator can allow "
                "it under Administration, Connectors.",
                connector=allowed.name,
                method=method,
                address=_shown(url),
            )
        )
    headers = _merged(
        {"Idempotency-Key": key},
        _texts(templates.render(settings.get("headers") or {}, data, secret)),
        _texts(templates.render(dict(allowed.headers), {}, secret)),
        _authorisation(templates.render(settings.get("auth") or {}, data, secret), redactor),
    )
    query = templates.render(settings.get("query") or {}, data, secret)
    if query:
        pairs = {name: _text(value) for name, value in query.items() if value is not None}
        url += ("&" if "?" in url else "?") + urlencode(pairs)
    body = _body(templates.render(settings.get("body"), data, secret), headers)
    return Request(method, url, headers, body)


def _texts(headers: Any) -> dict[str, str]:
    if not isinstance(headers, dict):
        raise NotAllowed(_("Expected headers as a list of names and values, but they are something else."))
    return {_header(str(name)): _line(name, _text(value)) for name, value in headers.items() if value is not None}


def _header(name: str) -> str:
    """Take a name that HTTP knows as one (RFC 9110, section 5.1): “Host ” would pass for another than Host."""
    if not _TOKEN.fullmatch(name):
        raise NotAllowed(
            _("Expected the name of a header, but {name} is none. Correct it in the model.", name=repr(name[:60]))
        )
    return name


def _line(name: object, value: str) -> str:
    if _CONTROL.search(value):
        words = _("Expected one line of text in the header “{name}”, but it holds a control character.", name=name)
        raise NotAllowed(words)
    return value


def _merged(*parts: Mapping[str, str]) -> dict[str, str]:
    """Put headers together, each once however it is capitalised; later ones count."""
    found: dict[str, tuple[str, str]] = {}
    for part in parts:
        found |= {name.lower(): (name, value) for name, value in part.items()}
    return dict(found.values())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _authorisation(auth: Mapping[str, Any], redactor: Redactor) -> dict[str, str]:
    if auth.get("kind") == "bearer":
        return {"Authorization": f"Bearer {_text(auth.get('token'))}"}
    if auth.get("kind") == "basic":
        pair = f"{_text(auth.get('username'))}:{_text(auth.get('password'))}"
        redactor.add(pair)
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    return {}


def _body(value: Any, headers: dict[str, str]) -> bytes | None:
    if value is None:
        return None
    plain = isinstance(value, str)
    if "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = "text/plain; charset=utf-8" if plain else "application/json"
    return (value if plain else json.dumps(value, ensure_ascii=False)).encode()


def outcome(settings: Mapping[str, Any], answer: Answer, redactor: Redactor) -> Outcome:
    """Say what an answer means for the step."""
    seen = redactor.data(_seen(answer))
    words = _("{method} was answered with {status}.", method=settings["method"], status=str(answer.status))
    code = next((e["code"] for e in settings.get("errors") or () if _fits(e["status"], answer.status)), None)
    if code:
        return Raised(words, code, _results(settings, seen, partly=True))
    if 200 <= answer.status < 300:
        return _done(settings, seen, words)
    if answer.status in TRY_AGAIN or answer.status >= 500:
        return Again(sentences(words, _excerpt(seen)), _after(answer))
    if 300 <= answer.status < 400:
        more = _("Redirects are not followed: the model has to name the address itself.")
        return Refused(sentences(words, more), known=True)
    return Refused(sentences(words, _excerpt(seen)), known=True)


def _done(settings: Mapping[str, Any], seen: dict[str, Any], words: str) -> Outcome:
    try:
        data = _results(settings, seen)
        size = len(json.dumps(data))
    except (EngineError, ValueError) as error:
        why = _("But the answer could not be read as the model says: {error}", error=said(error))
        return Refused(sentences(words, why))
    if size > LARGEST_RESULT:
        why = _("Expected to keep at most {most} bytes of it, but it would be {size}.", most=LARGEST_RESULT, size=size)
        return Refused(sentences(words, why))
    return Done(words, data)


def _seen(answer: Answer) -> dict[str, Any]:
    text = answer.body.decode("utf-8", "replace")
    body: Any = text
    if "json" in answer.headers.get("content-type", "") or text[:1] in ("{", "["):
        try:
            body = json.loads(text, parse_constant=lambda name: None) if text.strip() else None
        except (ValueError, RecursionError):
            body = text
    return {"status": answer.status, "headers": dict(answer.headers), "body": body}


def _results(settings: Mapping[str, Any], seen: dict[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The fields that the model takes from the answer; what the answer does not have is empty."""
    found = {}
    for name, expression in (settings.get("result") or {}).items():
        try:
            found[name] = templates.value_of(expression, {**seen, "response": seen})
        except EngineError:
            if not partly and not templates.is_path(expression):
                raise
            found[name] = None
    return found


def _fits(pattern: str, status: int) -> bool:
    return len(pattern) == 3 and all(p in ("x", s) for p, s in zip(pattern.lower(), str(status), strict=True))


def _after(answer: Answer) -> float | None:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() and len(said) < 6 else None


def _excerpt(seen: Mapping[str, Any]) -> str:
    body = " ".join(_text(seen["body"]).split()) if seen["body"] else ""
    return _("It said: {excerpt}", excerpt=body[:EXCERPT] + ("…" if len(body) > EXCERPT else "")) if body else ""


def _shown(url: str) -> str:
    parts = read(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:200] if parts else _("this address")
