"""Numbers, lists, days and moments as a language writes them (Unicode CLDR by Babel)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from app.kernel.i18n import french, languages, spanish
from processes.messages import Joined, Message

if TYPE_CHECKING:
    from babel import Locale

# Babel reckons with 28 digits, those after the point among them.
MOST_DIGITS = 21
_LOCALES = {"de": "de_DE", "es": "es_ES", "fr": "fr_FR"}
# From where on thousands stand apart (CLDR's minimumGroupingDigits, as browsers write numbers).
_LEAST_APART = {"es": 10_000}


@cache
def locale(language: str) -> Locale:
    """Give what CLDR knows of a language: of English and of languages that nobody speaks that of Great Britain."""
    from babel import Locale

    return Locale.parse(_LOCALES.get(language, "en_GB"))


def number(value: float | Decimal) -> str:
    """Say a number, with as many places as it has; one that nobody counts to by its power of ten."""
    exact = Decimal(value)
    if exact.is_finite() and exact.adjusted() >= MOST_DIGITS:
        return f"{exact:.5E}"
    if languages.current() == languages.DEFAULT and isinstance(value, int):
        return f"{value:,}"
    from babel.numbers import format_decimal

    language = languages.current()
    is_small = exact.is_finite() and abs(exact) < _LEAST_APART.get(language, 0)
    return str(format_decimal(value, locale=locale(language), decimal_quantization=False, group_separator=not is_small))


def money(value: float | Decimal, currency: str, *, exact: bool = False) -> str:
    """Say an amount of a currency, given by its code (ISO 4217); an `exact` one with as many places as it has."""
    from babel.numbers import format_currency

    said = format_currency(value, currency, locale=locale(languages.current()), decimal_quantization=not exact)
    return str(said)


def is_currency(code: str) -> bool:
    """Whether this is the code of a currency (ISO 4217)."""
    from babel.numbers import list_currencies

    return code in list_currencies()


def decimal_sign() -> str:
    """Give the sign before the decimals of a number."""
    if languages.current() == languages.DEFAULT:
        return "."
    from babel.numbers import get_decimal_symbol

    return str(get_decimal_symbol(locale(languages.current())))


def day(of: date) -> str:
    """Say a day, such as “3 Dec 2026”."""
    if languages.current() == languages.DEFAULT:
        return f"{of.day} {of:%b %Y}"
    from babel.dates import format_date

    return str(format_date(of, "medium", locale=locale(languages.current())))


def long_day(of: date) -> str:
    """Say a day with its month as a word: “3 December 2026”."""
    if languages.current() == languages.DEFAULT:
        return f"{of.day} {of:%B %Y}"
    from babel.dates import format_date

    return str(format_date(of, "long", locale=locale(languages.current())))


def clock_time(at: datetime) -> str:
    """Say a moment of a local clock: “3 December 2026, 17:00”."""
    return f"{long_day(at)}, {at:%H:%M}"


def listed(message: Joined, parts: list[str]) -> str:
    """Say a list: “a, b and c”."""
    from babel.lists import format_list

    style = {"and": "standard", "or": "or"}[message.params["last"]]
    said = str(format_list(parts, style=style, locale=locale(languages.current())))  # type: ignore[arg-type]
    return spanish.listed(said, parts[-1]) if languages.current() == "es" and len(parts) > 1 else said


def between(sign: str) -> str:
    """Give what stands between two texts as the language that is spoken sets it."""
    return french.between(sign) if languages.current() == "fr" else sign


def value(one: Any) -> str:
    """Say what stands in a place of a sentence."""
    if isinstance(one, Message):
        return str(one)
    if isinstance(one, bool) or not isinstance(one, (int, float, Decimal)):
        return str(one)
    return number(one)
