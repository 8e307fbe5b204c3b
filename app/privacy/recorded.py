"""What is done with all of a person, as the audit log says it in words."""

from __future__ import annotations

from app.kernel.audit import Act
from app.kernel.i18n import _

ACTS = {
    "person.handed_over": Act(_("{who} handed what {it} had over to {to}"), ids={"to": "person"}),
    "person.exported": Act(_("{who} took a copy of all that {it} wrote and did")),
    "person.anonymised": Act(_("{who} took name and address of {it} out for good")),
}
