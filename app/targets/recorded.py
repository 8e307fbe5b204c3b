"""What targets write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "target.added": Act(_("{who} said where {it} is delivered: {place}")),
    "target.removed": Act(_("{who} ended that {it} is delivered to {place}")),
    "target.delivered_again": Act(_("{who} had version {number} of {it} delivered to {place} again")),
}
