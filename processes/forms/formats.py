"""The formats that forms check: dates, times, mail addresses and links, as strictly as others can read them."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from jsonschema import FormatChecker

CHECKER = FormatChecker(formats=())
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|z|[+-]\d\d:\d\d)?\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|z|[+-]\d\d:\d\d)\Z")
_MAIL = re.compile(r"[^@\s]{1,100}@[^@\s]{1,200}\Z")
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:[^\s<>\"]{1,2000}\Z")


@CHECKER.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    """Whether a text is a day, as 2026-11-23; what is no text is not looked at."""
    return not isinstance(value, str) or bool(_DATE.match(value) and date.fromisoformat(value))


@CHECKER.checks("time", raises=ValueError)
def is_time(value: object) -> bool:
    """Whether a text is a time of day, as 10:30, with or without seconds and a zone."""
    return not isinstance(value, str) or (bool(_TIME.match(value)) and time.fromisoformat(value.upper()) is not None)


@CHECKER.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Whether a text is a moment with its zone: without one nobody knows which moment it is."""
    return not isinstance(value, str) or bool(_MOMENT.match(value) and datetime.fromisoformat(value.upper()))


@CHECKER.checks("email")
def is_mail(value: object) -> bool:
    """Whether a text looks like a mail address."""
    return not isinstance(value, str) or bool(_MAIL.match(value))


@CHECKER.checks("uri")
def is_link(value: object) -> bool:
    """Whether a text is a link with its scheme."""
    return not isinstance(value, str) or bool(_LINK.match(value))
