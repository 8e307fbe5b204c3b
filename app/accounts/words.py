"""Accounts in words."""

from __future__ import annotations

from app.kernel.i18n import pgettext

ROLES = {
    "worker": pgettext("role", "Worker"), "manager": pgettext("role", "Manager"), "ops": pgettext("role", "Ops"),
    "admin": pgettext("role", "Admin"), "guest": pgettext("role", "Guest"),
}  # fmt: skip
# What a browser calls itself: the first that fits, for most also name what they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "a Mac"),
    ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def role_words(role: str) -> str:
    """Give the name of a role."""
    return ROLES.get(role) or role.capitalize()


def browser_words(agent: str) -> str:
    """Say in words what a browser's User-Agent tells: “Firefox on Windows”; as it is where that is not known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or agent or "A browser"
