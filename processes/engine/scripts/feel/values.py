"""Values of FEEL: numbers are decimals, dates and durations are values, nothing is null."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import Any

NUMBERS = Context(prec=34, Emax=6144, Emin=-6143)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<days>\d{1,8})D)?"
    r"(?:T(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?"
)
DAY = re.compile(r"-?\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends; an end that is null is open."""

    low: Any
    high: Any
    low_in: bool = True
    high_in: bool = True


def value(raw: Any) -> Any:
    """A value of process data as FEEL sees it; lists and contexts stay as they are until they are looked into."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw) if abs(raw) < 10**400 else None
    return number if number is not None and number.is_finite() else None


def plain(found: Any, depth: int = 0) -> Any:
    """A result as process data holds it; what cannot be stored is null."""
    if depth > 50:
        return None
    if isinstance(found, Decimal):
        whole = found == found.to_integral_value() and abs(found) < 10**300
        return int(found) if whole else float(found)
    if isinstance(found, list):
        return [plain(item, depth + 1) for item in found]
    if isinstance(found, Mapping):
        return {str(key): plain(item, depth + 1) for key, item in found.items()}
    if isinstance(found, date | time):
        return found.isoformat()
    if isinstance(found, timedelta | Months):
        return shown_duration(found)
    return found if found is None or isinstance(found, str | bool | int | float) else None


def temporal(text: str) -> Any:
    """The date, time, moment or duration that a text says; null where it says none."""
    text = text.strip()
    if text.startswith(("P", "-P")):
        return duration(text)
    if "T" in text or (" " in text and DAY.match(text)):
        return moment(text)
    return day(text) if DAY.match(text) else clock_time(text)


def day(text: str) -> date | None:
    """The date that a text says."""
    try:
        return date.fromisoformat(text.strip()) if DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """The date and time that a text says."""
    try:
        return datetime.fromisoformat(text.strip().partition("@")[0])
    except ValueError:
        return None


def clock_time(text: str) -> time | None:
    """The time of day that a text says."""
    try:
        return time.fromisoformat(text.strip().partition("@")[0])
    except ValueError:
        return None


def duration(text: str) -> timedelta | Months | None:
    """The duration that a text says; years and months are a kind of their own."""
    match = _DURATION.fullmatch(text.strip())
    parts = {k: v for k, v in match.groupdict().items() if v and k != "sign"} if match else {}
    if match is None or not parts:
        return None
    sign = -1 if match["sign"] else 1
    if not parts.keys() & {"days", "hours", "minutes", "seconds"}:
        return Months(sign * (int(parts.get("years", 0)) * 12 + int(parts.get("months", 0))))
    if parts.keys() & {"years", "months"}:
        return None
    try:
        return sign * timedelta(**{name: float(said) for name, said in parts.items()})
    except OverflowError:
        return None


def shown_duration(found: timedelta | Months) -> str:
    """A duration in ISO 8601."""
    if isinstance(found, Months):
        years, months = divmod(abs(found.months), 12)
        said = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if found.months < 0 else "") + "P" + said
    total = abs(found)
    minutes, seconds = divmod(total.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{total.microseconds:06d}".rstrip("0") if total.microseconds else str(seconds)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (exact, "S")) if str(n) != "0")
    said = (f"{total.days}D" if total.days else "") + (f"T{clock}" if clock else "")
    return ("-" if found < timedelta(0) else "") + "P" + (said or "T0S")


def shown(found: Any) -> str:
    """A value as text, as `string()` gives it."""
    said = plain(found)
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(found, Decimal):
        return format(found.normalize(NUMBERS), "f") if abs(found.adjusted()) < 400 else str(found)
    if isinstance(said, list):
        return "[" + ", ".join(shown(value(item)) for item in said[:1000]) + "]"
    return "null" if said is None else str(said)


def same(left: Any, right: Any) -> bool | None:
    """Whether two values are equal; null where they are of different kinds."""
    if left is None or right is None:
        return left is right
    left, right = _alike(value(left), value(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, Range) and isinstance(right, Range):
        return left == right
    order = compared(left, right)
    if order is None:
        return left == right if isinstance(left, bool) and isinstance(right, bool) else None
    return order == 0


def compared(left: Any, right: Any) -> int | None:
    """Less than zero, zero or more as two values of a kind stand to each other; null for others."""
    left, right = _alike(value(left), value(right))
    kinds = (Decimal, str, datetime, date, time, timedelta, Months)
    kind = next((k for k in kinds if isinstance(left, k)), None)
    if kind is None or next((k for k in kinds if isinstance(right, k)), None) is not kind:
        return None
    try:
        return int(left > right) - int(left < right)
    except TypeError:
        return None


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Texts that stand for dates become dates where a date is on the other side; moments meet in one time zone."""
    if isinstance(left, str) and isinstance(right, date | time | timedelta | Months):
        left = temporal(left)
    elif isinstance(right, str) and isinstance(left, date | time | timedelta | Months):
        right = temporal(right)
    if isinstance(left, date) and isinstance(right, date) and isinstance(left, datetime) != isinstance(right, datetime):
        left, right = as_moment(left), as_moment(right)
    if isinstance(left, datetime) and isinstance(right, datetime) and (left.tzinfo is None) != (right.tzinfo is None):
        left, right = (m if m.tzinfo else m.replace(tzinfo=UTC) for m in (left, right))
    return left, right


def as_moment(found: date) -> datetime:
    """The beginning of a day, or the moment itself."""
    return found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)


def within(found: Any, where: Range) -> bool | None:
    """Whether a value lies in a range; null where they cannot be compared."""
    if where.low is not None:
        order = compared(found, where.low)
        if order is None:
            return None
        if order < 0 or (order == 0 and not where.low_in):
            return False
    if where.high is not None:
        order = compared(found, where.high)
        if order is None:
            return None
        if order > 0 or (order == 0 and not where.high_in):
            return False
    return where.low is not None or where.high is not None or None
