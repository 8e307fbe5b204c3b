"""Errors as answers: problems for programs (RFC 9457), pages for people; also those that libraries below raise."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, current_app, g, jsonify, render_template, request
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.kernel import policy
from app.kernel.api import validation_messages
from app.kernel.db import outages
from app.kernel.db.outages import Outage
from app.kernel.errors import Invalid, StepwellError, by_field
from app.kernel.http import refusals
from app.kernel.http.access_log import plain_path
from app.kernel.http.application import READS, StepwellApp, current_actor, is_api, stepwell
from app.kernel.i18n import _, sentences
from app.kernel.observability.logs import log
from app.kernel.pages import form_input

PROBLEM = "application/problem+json"


def register(app: StepwellApp) -> None:
    """Teach the application to say errors."""
    app.register_error_handler(StepwellError, answer_to)
    register_http(app)
    app.register_error_handler(ValidationError, _validation)
    app.register_error_handler(SQLAlchemyError, _ground)
    app.register_error_handler(OSError, _ground)
    app.register_error_handler(DataError, _not_storable)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
    app.after_request(_without_content)


def register_http(app: StepwellApp) -> None:
    """Say HTTP errors our way; once more where something else has registered its own."""
    app.register_error_handler(HTTPException, _http)


def _without_content(answer: Response) -> Response:
    """Leave an answer that says it has no content empty (204, RFC 9110 15.3.5), where a view gave None."""
    if answer.status_code == 204:
        answer.set_data(b"")
        answer.headers.pop("Content-Type", None)
    return answer


def answer_to(error: StepwellError) -> Response:
    """Give the answer that says an error: a problem for programs (RFC 9457), a page for people."""
    if isinstance(error, Outage):
        log.error("outage", code=error.code, error=str(error.__cause__ or error)[:300])
    if is_api():
        answer = jsonify(error.problem())
        answer.content_type = PROBLEM
    else:
        answer = Response(_error_page(error), content_type="text/html; charset=utf-8")
    answer.status_code = error.status
    if error.status == 401 and is_api():
        answer.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.extra:
        answer.headers["Retry-After"] = str(error.extra["retry_after"])
    return answer


def _error_page(error: StepwellError) -> str:
    """Render the page in a read unit of its own: that of the request is over, and must not begin again."""
    again = isinstance(error, Outage)
    shown = {
        "error": error, "again": again, "choices": _ways_on(),
        "kept": form_input.sent_again() if again or error.status in (409, 412, 422) else None,
    }  # fmt: skip
    unknown = current_actor().is_anonymous
    if not unknown or isinstance(error, Outage):
        try:
            with stepwell().looking() as g.session:
                if unknown:
                    # Who asks could not be noted as seen, and is still signed in.
                    stepwell().enter(g.session)
                return render_template("error.html", **shown)
        except StepwellError:
            g.actor = policy.ANONYMOUS
    return render_template("error.html", **shown)


def _ways_on() -> list[tuple[str, str]]:
    """Give where to go from an error's page: back to the page that led there, where it was another one, and home."""
    back, home = refusals.came_from(), (_("Back to home"), "/")
    path = back.partition("?")[0]
    is_here = request.method in READS and path == request.path
    return [home] if is_here or path in ("", "/") else [(_("Back to where you were"), back), home]


class _Http(StepwellError):
    """An error that Flask or Werkzeug raised, said our way."""


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(status=error.code or 302, headers=list(error.get_response().headers))
    if error.response is not None:
        return cast(Response, error.response)
    data = getattr(error, "data", None) or {}
    if error.code == 422 and "messages" in data:
        return answer_to(invalid(data["messages"]))
    told = _Http(f"HTTP_{error.code}", refusals.sentence_of(error))
    told.status, told.title = error.code, refusals.name_of(error)
    return answer_to(told)


def _validation(error: ValidationError) -> Response:
    return answer_to(invalid(error.messages))


def invalid(messages: Any) -> Invalid:
    """Say what a schema found, field by field."""
    flat = dict(_flatten(messages))
    return Invalid(
        "INVALID",
        _("Expected other values, but: {problems}. Correct them and send it again.", problems=by_field(flat)),
        flat,
    )


def _flatten(messages: Any, prefix: str = "") -> list[tuple[str, str]]:
    if isinstance(messages, dict):
        rows = []
        for key, value in messages.items():
            inner = (
                prefix if key in ("json", "query", "form", "_schema", "json_or_form") else f"{prefix}.{key}".strip(".")
            )
            rows += _flatten(value, inner)
        return rows
    words = [messages] if isinstance(messages, str) else messages
    return [(prefix or "request", sentences(*map(validation_messages.said, words)))]


def _not_storable(error: DataError) -> Response:
    log.warning("not_storable", error=str(error.orig)[:300])
    return answer_to(
        Invalid(
            "BAD_VALUE",
            _("Expected values that can be stored, but one of these cannot. Correct it and try again."),
            for_people=_(
                "Something that you typed cannot be saved, such as a number that is far too large. Correct it and "
                "send it again."
            ),
        )
    )


def _ground(error: SQLAlchemyError | OSError) -> Response:
    """Say an outage that was met outside any unit of work; what is none is a mistake of ours."""
    met = outages.outage(error) or (outages.saying(outages.AWAY) if isinstance(error, OperationalError) else None)
    if met is not None:
        return answer_to(met)
    if current_app.testing:
        raise error
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", path=plain_path())
    told = StepwellError(
        "UNEXPECTED", _("Expected this to work, but Stepwell made a mistake. It was logged; try again.")
    )
    told.status, told.title = 500, _("Our mistake")
    return answer_to(told)
