"""The way to the list of notices, for who has no bell in sight."""

from __future__ import annotations

from app.kernel.features import AROUND, Link

LINKS = (
    Link(group=AROUND, order=10, label="Notices", endpoint="notices.notices", words="What happened that concerns you"),
)
