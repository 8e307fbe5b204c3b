"""What is proposed that no diagram shows (staffing, rules, training): what would be done, what it saves, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.i18n import _, formats, joined, placed
from processes.characters import one_line

LONGEST, LONGEST_TITLE = 300, 200
MOST = 10**9
HOURS = "hours"
PER = ("once", "case", "month", "year")
_HOURS: Mapping[str, str] = {
    "once": _("It should save {amount} hours once."), "case": _("It should save {amount} hours a case."),
    "month": _("It should save {amount} hours a month."), "year": _("It should save {amount} hours a year."),
}  # fmt: skip
_MONEY: Mapping[str, str] = {
    "once": _("It should save {amount} {currency} once."), "case": _("It should save {amount} {currency} a case."),
    "month": _("It should save {amount} {currency} a month."), "year": _("It should save {amount} {currency} a year."),
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What it should save: hours, or money in a currency (ISO 4217), once or per case, month or year."""

    amount: float
    unit: str = HOURS
    per: str = "month"


@dataclass(frozen=True)
class InWords:
    """What would be done, what it should save where that is known, and by which day."""

    what: str
    effect: Effect | None = None
    by: date | None = None

    @property
    def sentence(self) -> str:
        """What would be done on one line, without a full stop, as sentences of proposals stand."""
        return one_line(self.what).rstrip(" .")

    @property
    def title(self) -> str:
        """What it is called until somebody calls it something else: the sentence, as far as a title goes."""
        said = self.sentence
        return said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1]}…"

    @property
    def words(self) -> list[str]:
        """All of it in sentences."""
        said: list[str] = [_("{sentence}.", sentence=self.sentence)]
        if self.effect is not None:
            amount = int(self.effect.amount) if self.effect.amount == int(self.effect.amount) else self.effect.amount
            if self.effect.unit == HOURS:
                said.append(placed(_HOURS[self.effect.per], amount=amount))
            else:
                said.append(placed(_MONEY[self.effect.per], amount=amount, currency=self.effect.unit))
        if self.by is not None:
            said.append(_("It should be done by {day}.", day=self.by.isoformat()))
        return said

    def write(self) -> dict[str, Any]:
        """Give it as it is stored, and as programs see it."""
        effect = self.effect
        return {
            "what": self.what,
            "effect": None if effect is None else {"amount": effect.amount, "unit": effect.unit, "per": effect.per},
            "by": None if self.by is None else self.by.isoformat(),
        }


def read_any(sent: Mapping[str, Any] | None) -> InWords | None:
    """Read what somebody sent or what is stored, if it is there."""
    return None if sent is None else read(sent)


def read(sent: Mapping[str, Any]) -> InWords:
    """Read what somebody sent or what is stored; raises Invalid, field by field."""
    errors: dict[str, str] = {}
    what = str(sent.get("what") or "").strip()
    if not one_line(what).rstrip(" ."):
        errors["what"] = _("Say what would be done.")
    elif len(what) > LONGEST:
        errors["what"] = _("Use at most {number} characters.", number=LONGEST)
    effect, wrong = _effect(sent.get("effect"))
    if wrong:
        errors["effect"] = wrong
    by = None
    if sent.get("by"):
        try:
            by = date.fromisoformat(str(sent["by"]))
        except ValueError:
            errors["by"] = _("Say the day, such as 2027-03-31.")
    if errors:
        found = _("Expected what would be done, but: {errors}", errors=joined(" ", errors.values()))
        raise Invalid("BAD_WORDS", found, errors)
    return InWords(what, effect, by)


def stays_as_it_was(was: bool, now: InWords | None) -> None:
    """Raise Invalid where a change of the diagram would become one in words, or the other way round."""
    if was != (now is not None):
        words = _(
            "What is proposed in words stays so, and so does a change of the diagram. Make another proposal of it."
        )
        raise Invalid("OTHER_SORT", words, {"operations": words})


def _effect(sent: Any) -> tuple[Effect | None, str]:
    if not sent:
        return None, ""
    if not isinstance(sent, Mapping):
        return None, _("Say an amount, a unit and how often.")
    unit, per = str(sent.get("unit") or HOURS), str(sent.get("per") or "month")
    try:
        amount = float(sent.get("amount"))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        amount = -1
    if not 0 < amount <= MOST:
        return None, _("Write a number above 0.")
    if unit != HOURS and not formats.is_currency(unit):
        return None, _("Choose hours, or a currency by its three letters, such as EUR.")
    if per not in PER:
        return None, _("Choose once, a case, a month or a year.")
    return Effect(amount, unit, per), ""
