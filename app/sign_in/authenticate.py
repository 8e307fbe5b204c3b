"""From a cookie or a bearer token to the person who asks; who is nobody goes to the sign-in page first."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import g, redirect, request
from sqlalchemy import or_, update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.errors import Unauthorized
from app.kernel.http import problems, token_scopes
from app.kernel.http.application import READS, StepwellApp, is_api, is_fragment, is_read, stepwell
from app.kernel.http.view_marks import Mark, V
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.sign_in import queries, secrets
from app.sign_in.tables import ApiToken, WebSession

SEEN_EVERY = timedelta(minutes=5)
OPEN_TO_ALL = ("/signin", "/sign-in", "/setup", "/welcome/", "/forgotten", "/public/", "/unsubscribe/", "/static/")
OPEN_API = ("/api/openapi.json", "/api/v1/public/")
OPEN: Mark[bool] = Mark()
PLEASE = _("Expected you to be signed in for this, but nobody is. Sign in and try again.")


def register(app: StepwellApp) -> None:
    """Teach the application who asks, and to send everybody else to the sign-in page."""
    app.authenticators += [by_token, by_cookie]
    app.guards.append(known_people_only)
    token_scopes.register(app)
    app.register_error_handler(Unauthorized, _ask_to_sign_in)


def cookie_name() -> str:
    """Give the name of the session cookie: bound to this host where people come by https."""
    return "__Host-stepwell_session" if stepwell().settings.secure_cookies else "stepwell_session"


def session_secret() -> str | None:
    """Give the secret in this browser's session cookie."""
    return request.cookies.get(cookie_name())


def by_token(session: Session) -> Actor | None:
    """Give the person whose API token came with the request; raises Unauthorized for one that is no good."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    kind, _space, secret = header.partition(" ")
    now = clock.now()
    found = queries.actor_by_token(session, secrets.digest(secret.strip()), now) if kind.lower() == "bearer" else None
    if found is None:
        raise Unauthorized(
            "BAD_TOKEN", _("Expected a valid API token, but this one is not (any more). Make a new one.")
        )
    actor, token_id, used_at = found
    g.by_token = True
    if _writes() and (used_at is None or used_at < now - SEEN_EVERY):
        due = or_(ApiToken.used_at.is_(None), ApiToken.used_at < now - SEEN_EVERY)
        session.execute(update(ApiToken).where(ApiToken.id == token_id, due).values(used_at=now))
    return actor


def by_cookie(session: Session) -> Actor | None:
    """Give the person who is signed in with this browser."""
    secret = session_secret()
    if not secret:
        return None
    now = clock.now()
    found = queries.actor_by_session(session, secrets.digest(secret), now)
    if found is None:
        return None
    actor, g.session_id, seen_at = found
    if _writes() and seen_at < now - SEEN_EVERY:
        due = WebSession.seen_at < now - SEEN_EVERY
        session.execute(update(WebSession).where(WebSession.id == g.session_id, due).values(seen_at=now))
    return actor


def known_people_only(session: Session, actor: Actor) -> None:
    """Raise Unauthorized for nobody, except on the few pages that are open to all."""
    opened = OPEN_API if is_api() else OPEN_TO_ALL
    if actor.is_anonymous and not request.path.startswith(opened) and not _is_open():
        raise Unauthorized("SIGN_IN", PLEASE)


def open_to_all(view: V) -> V:
    """Let people see a page of another feature before they have signed in."""
    return OPEN.put(view, True)


def _is_open() -> bool:
    return bool(OPEN.of(stepwell().view_functions.get(request.endpoint or "")))


def set_cookie(answer: AnyResponse, secret: str, lasts: timedelta) -> None:
    """Put the session's secret into the browser, out of reach of scripts and other sites."""
    answer.set_cookie(
        cookie_name(), secret, max_age=lasts, path="/", httponly=True, samesite="Lax",
        secure=stepwell().settings.secure_cookies,
    )  # fmt: skip


def clear_cookie(answer: AnyResponse) -> None:
    """Remove the session's secret from the browser."""
    answer.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=stepwell().settings.secure_cookies
    )


def _ask_to_sign_in(error: Unauthorized) -> AnyResponse:
    if is_api() or is_fragment() or request.method not in READS:
        return problems.answer_to(error)
    target = request.full_path.rstrip("?")
    answer = redirect("/signin" if target == "/" else f"/signin?{urlencode({'next': target})}", 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _writes() -> bool:
    return not is_read()
