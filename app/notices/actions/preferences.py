"""How a person wants mail: at once, once a day, or not at all."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid, NotFound
from app.kernel.policy import Actor
from app.notices.tables import MODES, MailPreference


def token_for(secret: str, person_id: str) -> str:
    """Give the token in a person's unsubscribe link: the same each time, and told to nobody but them."""
    return hmac.new(secret.encode(), b"unsubscribe:" + person_id.encode(), hashlib.sha256).hexdigest()


def preference_of(session: Session, secret: str, person_id: str) -> MailPreference:
    """Give a person's preference; the default, not yet stored, where they have none."""
    found = session.get(MailPreference, person_id)
    return found or MailPreference(
        person_id=person_id, mode="daily", hour=7, token_hash=_digest(token_for(secret, person_id))
    )


def prefer(session: Session, actor: Actor, secret: str, mode: str, hour: int) -> MailPreference:
    """Choose how mail comes; raises Invalid for a mode or hour that there is not."""
    if mode not in MODES:
        raise Invalid("NO_SUCH_MODE", f"Expected one of {', '.join(MODES)}, but got {mode}.", {"mode": "Choose one."})
    if not 0 <= hour <= 23:
        raise Invalid("NO_SUCH_HOUR", "Expected an hour from 0 to 23.", {"hour": "Choose an hour from 0 to 23."})
    preference = preference_of(session, secret, actor.id)
    preference.mode, preference.hour = mode, hour
    session.add(preference)
    return preference


def unsubscribe(session: Session, secret: str, token: str) -> None:
    """Stop mail to the person whose token this is; raises NotFound for a token that is nobody's."""
    found = session.scalars(select(MailPreference).where(MailPreference.token_hash == _digest(token))).one_or_none()
    if found is None:
        raise NotFound("this link")
    found.mode = "off"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
