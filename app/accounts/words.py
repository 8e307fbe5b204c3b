"""Accounts in words."""

from __future__ import annotations

from app.kernel.i18n import pgettext

ROLES = {
    "worker": pgettext("role", "worker"), "manager": pgettext("role", "manager"), "ops": pgettext("role", "ops"),
    "admin": pgettext("role", "admin"), "guest": pgettext("role", "guest"),
}  # fmt: skip
UNITS = {
    "organisation": pgettext("unit", "organisation"), "region": pgettext("unit", "region"),
    "department": pgettext("unit", "department"), "team": pgettext("unit", "team"),
    "partner": pgettext("unit", "partner"),
}  # fmt: skip


def role_words(role: str) -> str:
    """Give the name of a role, as it stands within a sentence."""
    return ROLES.get(role, role)


def unit_words(kind: str) -> str:
    """Give what a unit of a kind is, as it stands within a sentence."""
    return UNITS.get(kind, kind)
