"""What comes in and how it stands, in plain words."""

from __future__ import annotations

from app.kernel.i18n import pgettext

KINDS = {
    "message": pgettext("kind", "message"),
    "signal": pgettext("kind", "signal"),
    "escalation": pgettext("kind", "escalation"),
}
STATES = {
    "waiting": pgettext("message", "waiting"),
    "delivered": pgettext("message", "delivered"),
    "expired": pgettext("message", "expired"),
}
