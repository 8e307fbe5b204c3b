"""Accounts in words."""

from __future__ import annotations

from app.kernel.i18n import _, pgettext

ROLES = {
    "worker": pgettext("role", "worker"), "manager": pgettext("role", "manager"), "ops": pgettext("role", "ops"),
    "admin": pgettext("role", "admin"), "guest": pgettext("role", "guest"),
}  # fmt: skip
UNITS = {
    "organisation": pgettext("unit", "organisation"), "region": pgettext("unit", "region"),
    "department": pgettext("unit", "department"), "team": pgettext("unit", "team"),
    "partner": pgettext("unit", "partner"),
}  # fmt: skip
# What a browser calls itself: the first that fits, for most also name what they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", _("an iPhone")), ("iPad", _("an iPad")), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", _("a Mac")), ("CrOS", _("a Chromebook")), ("Linux", "Linux"),
)  # fmt: skip


def role_words(role: str) -> str:
    """Give the name of a role, as it stands within a sentence."""
    return ROLES.get(role, role)


def unit_words(kind: str) -> str:
    """Give what a unit of a kind is, as it stands within a sentence."""
    return UNITS.get(kind, kind)


def browser_words(agent: str) -> str:
    """Say in words what a browser's User-Agent tells: “Firefox on Windows”; as it is where that is not known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("{browser} on {system}", browser=browser, system=system)
    return browser or agent or _("A browser")
