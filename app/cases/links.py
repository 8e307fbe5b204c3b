"""The way to the cases, which has no place in the bar."""

from __future__ import annotations

from app.kernel.features import AROUND, Link
from app.kernel.i18n import _

LINKS = (
    Link(group=AROUND, order=20, label=_("Cases"), endpoint="work.instances", words=_("Running and finished work")),
)
