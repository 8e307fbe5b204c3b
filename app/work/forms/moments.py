"""Moments in fields: typed and shown by the clock of the organisation, kept with their offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

_TYPED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?\Z")


@lru_cache(maxsize=8)
def _zone(name: str) -> tzinfo:
    return UTC if name in ("", "UTC") else ZoneInfo(name)


def zone() -> tzinfo:
    """Give the time zone of the organisation."""
    settings = getattr(current_app, "settings", None) if has_app_context() else None
    return _zone(getattr(settings, "time_zone", ""))


def zone_name() -> str:
    """Give the name of the organisation's time zone, as people read it."""
    return str(zone()).replace("_", " ")


def read_moment(text: str, where: tzinfo) -> str:
    """Give the moment with its offset; the text itself where it is none. What a clock skips lies after the gap."""
    text = text.strip()
    if not _TYPED.match(text):
        return text
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=where)
        return local.astimezone(UTC).astimezone(where).isoformat()
    except (ValueError, OverflowError):
        return text


def show_moment(value: object, where: tzinfo) -> str:
    """Give a moment as a field of date and time shows it; what is none as it was typed."""
    text = str(value)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = moment.astimezone(where) if moment.tzinfo else moment
    exact = "minutes" if not (local.second or local.microsecond) else "auto"
    return local.replace(tzinfo=None).isoformat(timespec=exact)
