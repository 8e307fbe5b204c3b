"""What decision policies write into the audit log, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {"policy_changed": Act(_("{who} changed how {it} decides about its changes"), "process")}
