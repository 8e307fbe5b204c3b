"""`If-Match`: a change asked for by somebody who says what they saw happens only to what they saw.

A view that changes something names the view that shows it (`changes`). What the latter answers has an `ETag`; where a
request sends it back, the thing is locked and looked at anew before the change, and 412 is the answer where it differs.
A route that names nothing has nothing that could have been seen before, and refuses the header instead of ignoring it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from app.kernel.errors import CHANGED_FOR_PEOPLE, Conflict, StepwellError
from app.kernel.http.view_marks import Mark, V
from app.kernel.i18n import _

Lock = Callable[..., None]
API = "/api/"


class Outdated(StepwellError):
    """The thing is not what the sender saw last."""

    status = 412
    title: str = _("That has changed meanwhile")


class NothingToMatch(StepwellError):
    """A header was sent that says nothing here."""


@dataclass(frozen=True)
class Changes:
    """What a view changes: the endpoint that shows it, how it is locked, and whether the view compares itself."""

    endpoint: str
    lock: Lock | None = None
    itself: bool = False


_CHANGES: Mark[Changes] = Mark()


def changes(endpoint: str, lock: Lock | None = None, *, itself: bool = False) -> Callable[[V], V]:
    """Say which endpoint shows what a view changes; `lock(session, **view_args)` keeps others from it meanwhile."""
    return partial(_CHANGES.put, said=Changes(endpoint, lock, itself))


def tagged_as(tag: str) -> None:
    """Give the answer of this request its ETag, where the text of the answer would change without a reason."""
    g.etag = tag


def changed_by(app: Flask, endpoint: str) -> Changes | None:
    """Give what an endpoint changes, None where it names nothing."""
    return _CHANGES.of(app.view_functions.get(endpoint))


def check(session: Session) -> None:
    """Raise Outdated where a program says what it saw and that is no longer so, NothingToMatch where it cannot be."""
    if "If-Match" not in request.headers or not request.path.startswith(API) or request.method == "GET":
        return
    wanted = changed_by(current_app, request.endpoint or "")
    if request.url_rule is None:
        return
    if wanted is None:
        raise NothingToMatch(
            "NOTHING_TO_MATCH",
            _("Expected no If-Match here, for there is nothing that could have been read before. Send it without."),
        )
    if not wanted.itself:
        arguments = dict(request.view_args or {})
        if wanted.lock is not None:
            wanted.lock(session, **arguments)
        match(_tag_of(wanted.endpoint, arguments))


def match(*tags: str) -> None:
    """Raise Outdated where the request says what it saw, and that is none of these."""
    if "If-Match" in request.headers and not any(request.if_match.contains(tag) for tag in tags):
        raise Outdated(
            "CHANGED_MEANWHILE",
            _("Expected to change what you saw, but somebody changed it meanwhile. Read it again and repeat."),
            for_people=CHANGED_FOR_PEOPLE,
        )


def seen(now: object, *, must_say: bool = False) -> None:
    """Raise Conflict where the page of a form showed something else than there is now (its hidden field `seen`).

    A form that does not say what its page showed is taken as it comes, unless it `must_say`.
    """
    said = request.form.get("seen")
    if (must_say and said is None) or (said is not None and said != str(now)):
        raise Conflict(
            "CHANGED_MEANWHILE",
            _(
                "Expected to change what you saw, but somebody changed it meanwhile. Nothing was "
                "saved: read what is there "
                "now, check what you typed and send it again."
            ),
            for_people=CHANGED_FOR_PEOPLE,
        )


def tag_answer(answer: Response) -> Response:
    """Put its ETag on the answer that shows what other routes change; 304 where the sender has it already."""
    tag = g.pop("etag", None)
    if not request.path.startswith(API) or answer.status_code >= 300 or "ETag" in answer.headers:
        return answer
    shown = request.method == "GET" and request.endpoint in _shown()
    if tag is None and not shown:
        return answer
    answer.set_etag(tag or _hash(answer))
    if request.method == "GET":
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        answer.make_conditional(request)
    return answer


def _tag_of(endpoint: str, arguments: dict[str, Any]) -> str:
    """Give the tag that the endpoint would answer with now."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    view: Callable[..., Any] = current_app.view_functions[endpoint]
    answer = current_app.make_response(view(**{name: arguments[name] for name in rule.arguments}))
    tag = g.pop("etag", None)
    return answer.get_etag()[0] or tag or _hash(answer)


def _hash(answer: Response) -> str:
    return hashlib.sha256(answer.get_data()).hexdigest()[:32]


def _shown() -> frozenset[str]:
    found: frozenset[str] | None = current_app.extensions.get("stepwell_shown")
    if found is None:
        marks = (_CHANGES.of(view) for view in current_app.view_functions.values())
        found = current_app.extensions["stepwell_shown"] = frozenset(mark.endpoint for mark in marks if mark)
    return found
