"""Lengths of time that were measured, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.kernel.i18n import _, ngettext


def duration(seconds: float) -> str:
    """Say a length of time in plain words, rounded to what matters."""
    if seconds >= 2 * 86400:
        return ngettext("{n} day", "{n} days", _rounded(seconds / 86400))
    if seconds >= 3600:
        return ngettext("{n} hour", "{n} hours", _rounded(seconds / 3600))
    if seconds >= 60:
        return _("{n} min", n=_rounded(seconds / 60))
    return _("{n} s", n=round(seconds))


def _rounded(count: float) -> Any:
    """Leave one decimal place of what is less than ten, where there is one."""
    said = round(count) if count >= 10 else round(count, 1)
    return int(said) if said == int(said) else said


def curve_words(curve: Sequence[float]) -> str:
    """Say a curve of medians: what it is of, its first point and its last."""
    first, last = duration(curve[0]), duration(curve[-1])
    return _("Median time from start to end, older cases first: from {first} to {last}", first=first, last=last)
