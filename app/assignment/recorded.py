"""What is written into the audit log of who does the work, in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "lanes.mapped": Act(_("{who} changed who does the lanes of {it}"), "process"),
    "work.shared": Act(_("{who} changed how the work of {it} is shared"), "process"),
    "absence.set": Act(_("{who} asked {substitute} to stand in until {until}"), ids={"substitute": "person"}),
    "absence.ended": Act(_("{who} no longer needs {substitute} to stand in"), ids={"substitute": "person"}),
}
