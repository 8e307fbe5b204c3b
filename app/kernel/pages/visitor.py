"""Who looks at a page."""

from __future__ import annotations

from app.kernel.errors import Unauthorized
from app.kernel.http.application import current_actor
from app.kernel.i18n import _
from app.kernel.policy import Actor


def signed_in() -> Actor:
    """Give who asks; raises Unauthorized where nobody is signed in."""
    actor = current_actor()
    if actor.is_anonymous:
        raise Unauthorized("SIGN_IN", _("Expected you to be signed in for this page, but nobody is. Sign in first."))
    return actor
