"""What services write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act

ACTS = {
    "connector.added": Act("added the connector “{name}”"),
    "connector.changed": Act("changed the connector “{name}”"),
    "connector.removed": Act("removed the connector “{name}”"),
    "secret.added": Act("added the secret “{name}”"),
    "secret.changed": Act("changed the secret “{name}”"),
    "secret.removed": Act("removed the secret “{name}”"),
    "mail_policy.changed": Act("changed to whom processes may send mail[: {domains}]"),
}
