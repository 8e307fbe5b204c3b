"""Browsers in words."""

from __future__ import annotations

from app.kernel.i18n import _

# What a browser calls itself: the first that fits, for most also name what they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", _("an iPhone")), ("iPad", _("an iPad")), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", _("a Mac")), ("CrOS", _("a Chromebook")), ("Linux", "Linux"),
)  # fmt: skip


def browser_words(agent: str) -> str:
    """Say in words what a browser's User-Agent tells: “Firefox on Windows”; as it is where that is not known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("{browser} on {system}", browser=browser, system=system)
    return browser or agent or _("A browser")
