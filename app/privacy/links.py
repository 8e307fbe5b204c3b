"""The ways to pages that have no place in the bar."""

from __future__ import annotations

from app.kernel.features import AROUND, Link
from app.kernel.i18n import _

LINKS = (
    Link(
        group=AROUND, order=40, label=_("Without anybody"), endpoint="accounts.without_anybody",
        words=_("What people who left had"), may=lambda actor: actor.is_internal,
    ),
)  # fmt: skip
