"""The way to the list of notices, for who has no bell in sight."""

from __future__ import annotations

from app.kernel.features import AROUND, Link
from app.kernel.i18n import _

LINKS = (
    Link(
        group=AROUND,
        order=10,
        label=_("Notices"),
        endpoint="notices.notices",
        words=_("What happened that concerns you"),
    ),
)
