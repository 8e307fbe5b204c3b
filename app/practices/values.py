"""What a case uses before and after a change, and what that costs, as somebody types it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.kernel.characters import one_line
from app.kernel.errors import Invalid
from app.kernel.i18n import _, formats, sentences

MOST, PLACES = Decimal(10) ** 9, 6
LONGEST = {"what": 80, "unit": 40, "source": 400}


@dataclass(frozen=True)
class Figures:
    """What is counted, in which unit, how much a case used before and uses after, the price of one, and the source."""

    what: str
    unit: str
    before: Decimal
    after: Decimal
    price: Decimal
    currency: str
    source: str


def figures_from(given: Mapping[str, Any]) -> Figures:
    """Read them; raises Invalid with a sentence a field."""
    errors: dict[str, str] = {}
    texts = {name: _text(given.get(name), name, errors) for name in LONGEST}
    numbers = {name: _number(given.get(name), name, errors) for name in ("before", "after", "price")}
    currency = str(given.get("currency") or "").strip().upper()
    if not formats.is_currency(currency):
        errors["currency"] = _("Enter a currency by its three letters, such as EUR.")
    if errors:
        raise Invalid(
            "BAD_BASELINE", sentences(_("Expected figures that can be counted with."), *errors.values()), errors
        )
    what, unit, source = (texts[name] for name in ("what", "unit", "source"))
    return Figures(what, unit, numbers["before"], numbers["after"], numbers["price"], currency, source)


def _text(said: Any, name: str, errors: dict[str, str]) -> str:
    text = one_line(str(said or "")).strip()
    if not text or len(text) > LONGEST[name]:
        errors[name] = _("Say it in at most {n} characters.", n=str(LONGEST[name]))
    return text


def _number(said: Any, name: str, errors: dict[str, str]) -> Decimal:
    try:
        number = Decimal(str(said if said is not None else "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= MOST:
        errors[name] = _("Enter a number, not below zero, such as 0.35.")
        return Decimal(0)
    exact = number.quantize(Decimal(1).scaleb(-PLACES))
    if exact != number:
        errors[name] = _("Enter at most {n} places after the point.", n=str(PLACES))
    return number if -PLACES <= int(number.as_tuple().exponent) <= 0 else exact.normalize()
