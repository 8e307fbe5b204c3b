"""Security of every answer and every unsafe request: headers, CSRF, rate limits."""

from __future__ import annotations

import hmac
import secrets

from flask import Response, g, request
from flask import session as cookie
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.errors import Forbidden
from app.kernel.policy import Actor
from app.kernel.web import READS, StepwellApp, current_actor, is_api

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _who_asks() -> str:
    actor = g.get("actor")
    return actor.id if actor is not None and actor.id else (get_remote_address() or "unknown")


limiter = Limiter(
    key_func=_who_asks, default_limits=["1200 per minute"], storage_uri="memory://", strategy="moving-window"
)


def register(app: StepwellApp) -> None:
    """Put headers on every answer, a guard before every unsafe page request, and limits on all."""
    app.config.update(
        RATELIMIT_ENABLED=app.settings.rate_limits,
        RATELIMIT_HEADERS_ENABLED=True,
        SESSION_COOKIE_NAME="stepwell",
        SESSION_COOKIE_SECURE=app.settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    limiter.init_app(app)
    app.guards.append(_check_form)
    app.after_request(_headers)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token, form_token=csrf_token)


def csrf_token() -> str:
    """Give this browser session's token, made on first use."""
    if "csrf" not in cookie:
        cookie["csrf"] = secrets.token_urlsafe(24)
    return str(cookie["csrf"])


def csrf_field() -> Markup:
    """Give the hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token())


def _check_form(session: Session, actor: Actor) -> None:
    """Refuse an unsafe request that another site may have sent; programs with a token are exempt."""
    if request.method in READS or _exempt():
        return
    if is_api() and (g.get("by_token") or "Authorization" in request.headers or actor.is_anonymous):
        return
    sent = request.form.get("csrf") or request.headers.get("X-CSRF-Token") or ""
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()) or not _same_origin():
        raise Forbidden(
            "FORM_EXPIRED",
            "Expected a form of this session, but it has expired. Go back, reload the page and send it again; "
            "what you typed is kept.",
        )


def csrf_exempt(view: object) -> object:
    """Let a view take unsafe requests without a form token (one-click unsubscribe from mail programs)."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def _exempt() -> bool:
    from flask import current_app

    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "csrf_exempt", False))


def _same_origin() -> bool:
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    return not origin or origin == "null" or origin.split("://", 1)[-1] == request.host


def _headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        answer.headers["Cache-Control"] = "public, max-age=3600"
    elif current_actor().id:
        answer.headers.setdefault("Cache-Control", "no-store, private")
    return answer
