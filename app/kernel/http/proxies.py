"""Behind reverse proxies: who asks is whom the nearest proxy names, where the settings say that there is one."""

from __future__ import annotations

from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from app.kernel.http.application import StepwellApp

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_HOST")
LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


def register(app: StepwellApp) -> None:
    """Believe as many proxies as are set about the address, the scheme and the host of a request."""
    count = app.settings.proxies
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def from_this_machine(environ: dict[str, Any]) -> bool:
    """Whether a request comes from this machine itself, not through a proxy on it."""
    direct = environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR") or environ.get("REMOTE_ADDR")
    return direct in LOOPBACK and not any(environ.get(name) for name in FORWARDED)
