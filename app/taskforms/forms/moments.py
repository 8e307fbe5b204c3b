"""Moments in fields: typed and shown by the clock of who reads them, kept with their offset."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from app.kernel.times import zones
from app.kernel.times.moments import reader_zone

_TYPED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?\Z")


def zone_name() -> str:
    """Give the name of the zone of who reads the form."""
    return zones.called(reader_zone())


def read_moment(text: str, where: tzinfo) -> str:
    """Give the moment with its offset; the text itself where it is none. What a clock skips lies after the gap."""
    text = text.strip()
    if not _TYPED.match(text):
        return text
    try:
        return zones.instant(datetime.fromisoformat(text), where).astimezone(where).isoformat()
    except (ValueError, OverflowError):
        return text


def show_moment(value: object, where: tzinfo) -> str:
    """Give a moment as a field of date and time shows it; what is none as it was typed."""
    text = str(value)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = zones.local(moment, where) if moment.tzinfo else moment
    exact = "minutes" if not (local.second or local.microsecond) else "auto"
    return local.replace(tzinfo=None).isoformat(timespec=exact)
