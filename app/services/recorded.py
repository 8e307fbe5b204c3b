"""What services write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "connector.added": Act(_("{who} added the connector “{name}”")),
    "connector.changed": Act(_("{who} changed the connector “{name}”")),
    "connector.removed": Act(_("{who} removed the connector “{name}”")),
    "secret.added": Act(_("{who} added the secret “{name}”")),
    "secret.changed": Act(_("{who} changed the secret “{name}”")),
    "secret.removed": Act(_("{who} removed the secret “{name}”")),
    "mail_policy.changed": Act(_("{who} changed to whom processes may send mail[: {domains}]")),
}
