"""What Stepwell says: errors as problems or pages, templates with their helpers, health."""

from __future__ import annotations

from typing import Any, cast

import flask_smorest
from flask import Response, current_app, g, jsonify, render_template
from markupsafe import Markup
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.kernel import (
    clock,
    disk_space,
    features,
    form_input,
    http_refusals,
    moments,
    outages,
    policy,
    schema,
    slots,
    validation_messages,
)
from app.kernel.access_log import plain_path
from app.kernel.application import StepwellApp, current_actor, current_session, is_api, stepwell
from app.kernel.errors import Invalid, StepwellError, by_field
from app.kernel.i18n import _, answers, sentences
from app.kernel.logs import log
from app.kernel.markdown import to_html, to_plain
from app.kernel.outages import Outage
from app.kernel.transactions import transaction
from processes import called

PROBLEM = "application/problem+json"
ABOUT = """The interface of Stepwell for other programs.

**What was read.** Calls that decide about a proposal take `revision` and `live_version`, and all calls that change
something that could have been read before take `If-Match` (412 where it is another by now, 400 `NOTHING_TO_MATCH` where
there is nothing to match). Who names nothing is taken at their word.

**News.** `GET /live?topics=proposal:ID,inbox:all` is a stream of server-sent events (scope `read`), up to 50 topics;
each event `ping` has the data `{"topic": "proposal:ID"}`. The topic may be empty, whichever topics were asked for: so
much moved, or so little is known, that everything may have moved. Read again what you show; the stream does not say it.
"""


def register(app: StepwellApp) -> None:
    """Teach the application its errors, template helpers and health checks."""
    app.register_error_handler(StepwellError, _told)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ValidationError, _validation)
    app.register_error_handler(SQLAlchemyError, _ground)
    app.register_error_handler(OSError, _ground)
    app.register_error_handler(DataError, _not_storable)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
    app.jinja_env.filters.update(
        markdown=to_html, plain=to_plain, label_of_field=form_input.label,
        headed=called.headed, quoted=called.quoted, opening=called.opening,
    )  # fmt: skip
    moments.register(app)
    answers.register(app)
    app.jinja_env.globals.update(slot=_slot, can=_can, now=clock.now)
    app.context_processor(_frame)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_without_content)
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/readyz", "readyz", _readyz)


def register_api(app: StepwellApp) -> None:
    """Publish the API of all features, with their OpenAPI description."""
    api = flask_smorest.Api(app, spec_kwargs={"info": {"description": ABOUT}})
    for feature in features.known(app):
        if feature.api is not None:
            api.register_blueprint(feature.api)
    # flask-smorest answers HTTP errors in its own shape; ours are problem+json everywhere.
    app.register_error_handler(HTTPException, _http)


def _without_content(answer: Response) -> Response:
    """Leave an answer that says it has no content empty (204, RFC 9110 15.3.5), where a view gave None."""
    if answer.status_code == 204:
        answer.set_data(b"")
        answer.headers.pop("Content-Type", None)
    return answer


def _told(error: StepwellError) -> Response:
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
    kept = form_input.sent_again() if isinstance(error, Outage) else None
    unknown = current_actor().is_anonymous
    if not unknown or isinstance(error, Outage):
        try:
            with stepwell().looking() as g.session:
                if unknown:
                    # Who asks could not be noted as seen, and is still signed in.
                    stepwell().enter(g.session)
                return render_template("error.html", error=error, kept=kept)
        except StepwellError:
            g.actor = policy.ANONYMOUS
    return render_template("error.html", error=error, kept=kept)


class _Http(StepwellError):
    """An error that Flask or Werkzeug raised, said our way."""


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(status=error.code or 302, headers=list(error.get_response().headers))
    if error.response is not None:
        return cast(Response, error.response)
    data = getattr(error, "data", None) or {}
    if error.code == 422 and "messages" in data:
        return _told(invalid(data["messages"]))
    told = _Http(f"HTTP_{error.code}", http_refusals.sentence_of(error))
    told.status, told.title = error.code, http_refusals.name_of(error)
    return _told(told)


def _validation(error: ValidationError) -> Response:
    return _told(invalid(error.messages))


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
    return _told(
        Invalid(
            "BAD_VALUE", _("Expected values that can be stored, but one of these cannot. Correct it and try again.")
        )
    )


def _ground(error: SQLAlchemyError | OSError) -> Response:
    """Say an outage that was met outside any unit of work; what is none is a mistake of ours."""
    met = outages.outage(error) or (outages.saying(outages.AWAY) if isinstance(error, OperationalError) else None)
    if met is not None:
        return _told(met)
    if current_app.testing:
        raise error
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", path=plain_path())
    told = StepwellError(
        "UNEXPECTED", _("Expected this to work, but Stepwell made a mistake. It was logged; try again.")
    )
    told.status, told.title = 500, _("Our mistake")
    return _told(told)


def _frame() -> dict[str, Any]:
    actor = current_actor()
    return {"actor": None if actor.is_anonymous else actor, "organisation": stepwell().settings.organisation}


def _slot(name: str, **context: Any) -> Markup:
    return slots.named(name, context).html(current_session(), current_actor(), **context)


def _can(permission: Any, subject: Any = None) -> bool:
    return policy.allows(current_actor(), permission, subject)


@transaction("none")
def _healthz() -> Response:
    return jsonify({"status": "ok"})


@transaction("none")
def _readyz() -> tuple[Response, int]:
    """Say whether requests can be served: the database answers, its schema is this program's, and it can be saved."""
    app = stepwell()
    try:
        app.database.opened()
        fits = schema.is_newest(app.database)
    except Exception as error:
        met = outages.outage(error)
        log.error("not_ready", error=str(met.__cause__ or met)[:300] if met else str(error)[:300])
        return jsonify({"status": outages.IN_WORDS[met.code if met else outages.AWAY]}), 503
    if not fits:
        log.error("not_ready", schema=schema.current(stepwell().database), newest=schema.newest())
        return jsonify({"status": "schema of another release"}), 503
    stands = app.database.standing.code
    if stands is None and any(place.is_full for place in disk_space.places(app.settings, app.database)):
        stands = outages.DISK_FULL
    if stands is not None:
        log.error("not_ready", code=stands)
        return jsonify({"status": outages.IN_WORDS[stands]}), 503
    return jsonify({"status": "ready"}), 200
