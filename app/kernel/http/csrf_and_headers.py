"""Security of every answer and every unsafe request: headers, CSRF, rate limits."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Response, g, request
from flask import session as cookie
from flask_limiter.util import get_remote_address
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.errors import Forbidden
from app.kernel.http.application import READS, StepwellApp, current_actor, is_api, stepwell
from app.kernel.http.view_marks import Mark, V
from app.kernel.i18n import _
from app.kernel.idempotency import forms
from app.kernel.policy import Actor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'"
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
# What only documents and workers obey: our own scripts, styles and fonts travel without it, six of them on a page.
OF_DOCUMENTS = frozenset({
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options", "Permissions-Policy",
})  # fmt: skip
BARE = frozenset({"text/javascript", "application/javascript", "text/css", "font/woff2"})
CSRF_EXEMPT: Mark[bool] = Mark()


def from_where() -> str:
    """Give the network a request comes from: what limits go by where nobody is signed in yet.

    An address has one spelling here, and of IPv6, where everybody has many, the network of 64 bits counts.
    """
    said = get_remote_address() or "unknown"
    try:
        address = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def who_asks() -> str:
    """Give the token or browser session that asks, known before it is looked up; without one, the address."""
    secret = request.headers.get("Authorization") or request.cookies.get(_session_cookie())
    return hashlib.sha256(secret.encode()).hexdigest() if secret else from_where()


def _session_cookie() -> str:
    return "__Host-stepwell_session" if stepwell().settings.secure_cookies else "stepwell_session"


def by_program() -> bool:
    """Whether a program asks, with a token: it may be faster than people, and its token is too long to be guessed."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


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
    app.guards.append(_check_form)
    app.after_request(_headers)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token, form_token=csrf_token)


def csrf_token() -> str:
    """Give this browser session's token, made on first use, under a mask of this answer.

    Pages are compressed: what is the same in each of them could be guessed by their lengths (BREACH).
    """
    if "csrf_mask" not in g:
        g.csrf_mask = secrets.token_bytes(len(_secret().encode()))
    return urlsafe_b64encode(g.csrf_mask + _xored(_secret().encode(), g.csrf_mask)).decode()


def _secret() -> str:
    if "csrf" not in cookie:
        cookie["csrf"] = secrets.token_urlsafe(24)
    return str(cookie["csrf"])


def _xored(text: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))


def _is_ours(sent: str) -> bool:
    """Whether what a form sent is this session's token, masked, or bare as scripts of a program may keep it."""
    try:
        both = urlsafe_b64decode(sent.encode("ascii"))
    except ValueError:
        both = b""
    half = len(both) // 2
    known = _secret().encode()
    masked = hmac.compare_digest(_xored(both[half : 2 * half], both[:half]), known)
    return hmac.compare_digest(sent.encode(), known) or masked


def csrf_field() -> Markup:
    """Give the hidden fields that every form carries: the session's token, and the page's value, good for once."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format("csrf", csrf_token()) + field.format(forms.FIELD, forms.page_value())


def _check_form(session: Session, actor: Actor) -> None:
    """Refuse an unsafe request that another site may have sent; programs with a token are exempt."""
    if request.method in READS or _exempt():
        return
    if is_api() and (g.get("by_token") or actor.is_anonymous):
        return
    sent = request.form.get("csrf") or request.headers.get("X-CSRF-Token") or ""
    if not _is_ours(sent) or not _same_origin():
        raise Forbidden(
            "FORM_EXPIRED",
            _(
                "Expected a form of this session, but it has expired. Go back, reload the page and send it again; "
                "what you typed is kept."
            ),
            for_people=_(
                "This page was open for long, or you signed in anew, so its form does not hold any more. Go back, load "
                "the page again and send it; what you typed is kept."
            ),
        )


def csrf_exempt(view: V) -> V:
    """Let a view take unsafe requests without a form token (one-click unsubscribe from mail programs)."""
    return CSRF_EXEMPT.put(view, True)


def _exempt() -> bool:
    return bool(CSRF_EXEMPT.of(stepwell().view_functions.get(request.endpoint or "")))


def _same_origin() -> bool:
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    return not origin or origin == "null" or origin.split("://", 1)[-1] == request.host


def _headers(answer: Response) -> Response:
    given = {name.lower() for name, _ in answer.headers}
    bare = _is_bare(answer)
    for name, value in HEADERS.items():
        if bare and name in OF_DOCUMENTS:
            continue
        if name.lower() not in given:
            answer.headers.add(name, value)
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static" and current_actor().id:
        answer.headers.setdefault("Cache-Control", "no-store, private")
    return answer


def _is_bare(answer: Response) -> bool:
    """Whether this is a file of Stepwell's own that no browser opens as a document; what people gave never is."""
    return request.endpoint == "static" and answer.mimetype in BARE and not request.path.endswith("worker.js")
