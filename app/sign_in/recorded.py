"""What signing in writes into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "password.changed": Act(_("{who} changed the password of {it}")),
    "password.first_set": Act(_("{who} gave everybody who had none a first password")),
    "password.link_made": Act(_("{who} had a link made with which {it} chooses a password")),
    "password.set": Act(_("{who} chose a new password with a link")),
    "session.ended": Act(_("{who} ended a session of {it}")),
    "session.all_ended": Act(_("{who} ended the sessions of {it}")),
    "account.linked": Act(_("{who} linked {it} to an account of {issuer}")),
    "token.created": Act(_("{who} made the token “{name}” for {it}")),
    "token.revoked": Act(_("{who} ended the token “{name}” of {it}")),
}
