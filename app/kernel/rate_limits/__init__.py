"""How often somebody may do what costs or guesses: sign in, start in public, comment. All servers count together.

@limiter.limit("10 per minute")
def view(): ...
"""

from __future__ import annotations

from datetime import timedelta

from flask import g
from flask_limiter import Limiter
from sqlalchemy.orm import Session

from app.kernel.http.application import StepwellApp
from app.kernel.http.csrf_and_headers import by_program, from_where, who_asks
from app.kernel.jobs import periodic
from app.kernel.rate_limits import storage

__all__ = ["by_program", "from_where", "limiter", "register"]


limiter = Limiter(key_func=who_asks, storage_uri="stepwell://", strategy="fixed-window")


@limiter.request_filter
def _tried() -> bool:
    """A request that begins anew is the same request: it was counted."""
    return bool(g.get("tried"))


def register(app: StepwellApp) -> None:
    """Count the requests of this application."""
    limiter.init_app(app)


@periodic("limits.forget", every=timedelta(hours=1))
def forget(session: Session) -> None:
    """Delete the counters whose window is over."""
    storage.forget_old(session)
