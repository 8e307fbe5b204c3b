"""How yes and no become an outcome: pure arithmetic on whole numbers, every threshold with its denominator named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.ballots.values import FAILED, PASSED
from app.kernel.i18n import _, ngettext, pgettext, sentences

CHOICES = ("yes", "no", "abstain")
QUORUMS = ("approval_quorum", "turnout")
BASES = ("yes_and_no", "cast", "eligible")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people chose what."""

    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """How many people voted at all."""
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many are enough: `absolute` people, or numerator/denominator of the eligible; reaching one suffices.

    `approval_quorum` counts those who said yes, `turnout` those who voted.
    """

    kind: str = "approval_quorum"
    absolute: int | None = 3
    numerator: int | None = 1
    denominator: int | None = 2

    def needed(self, eligible: int) -> int:
        """Give the smallest count that is enough in an electorate of this size, at least 1."""
        ways = [] if self.absolute is None else [self.absolute]
        if self.numerator is not None and self.denominator:
            ways.append(-(-self.numerator * eligible // self.denominator))
        return max(1, min(ways, default=1))

    def met(self, tally: Tally, eligible: int) -> bool:
        """Whether enough people voted (or said yes)."""
        return (tally.yes if self.kind == "approval_quorum" else tally.cast) >= self.needed(eligible)


@dataclass(frozen=True, slots=True)
class Majority:
    """Which share must say yes: numerator/denominator of `base`; always more yes than no, so ties keep things."""

    numerator: int = 1
    denominator: int = 2
    base: str = "yes_and_no"

    def of(self, tally: Tally, eligible: int) -> int:
        """Give the number the share is taken of."""
        return {"yes_and_no": tally.yes + tally.no, "cast": tally.cast, "eligible": eligible}[self.base]

    def met(self, tally: Tally, eligible: int) -> bool:
        """Whether the share says yes and more say yes than no."""
        return tally.yes > tally.no and tally.yes * self.denominator >= self.numerator * self.of(tally, eligible)


@dataclass(frozen=True, slots=True)
class Settings:
    """The rule of a ballot, frozen when it opens."""

    quorum: Quorum = Quorum()
    majority: Majority = Majority()

    def to_dict(self) -> dict[str, Any]:
        """Give the rule as it is stored and told."""
        q, m = self.quorum, self.majority
        return {
            "quorum": {
                "kind": q.kind, "absolute": q.absolute, "numerator": q.numerator, "denominator": q.denominator,
            },
            "majority": {"numerator": m.numerator, "denominator": m.denominator, "base": m.base},
        }  # fmt: skip


def settings_from(stored: Mapping[str, Any]) -> Settings:
    """Read a rule that `to_dict` gave; what is not said is as by default."""
    return Settings(Quorum(**stored.get("quorum", {})), Majority(**stored.get("majority", {})))


def problems(settings: Settings) -> dict[str, str]:
    """Say why a rule cannot work, by field; empty where it can."""
    return _quorum(settings.quorum) | _majority(settings.majority)


def _quorum(quorum: Quorum) -> dict[str, str]:
    if quorum.kind not in QUORUMS:
        return {"quorum": _("A quorum is one of {kinds}.", kinds=", ".join(QUORUMS))}
    if quorum.absolute is None and quorum.numerator is None:
        return {"quorum": _("Give a number of people, or a share of the people asked.")}
    if quorum.absolute is not None and quorum.absolute < 1:
        return {"quorum": _("At least one person is needed.")}
    if quorum.numerator is None:
        return {}
    if not _is_share(quorum.numerator, quorum.denominator):
        return {"quorum": _("A share is like 1 of 2, never over 1.")}
    return {}


def _majority(majority: Majority) -> dict[str, str]:
    if majority.base not in BASES:
        return {"majority": _("A majority is taken of one of {kinds}.", kinds=", ".join(BASES))}
    if not _is_share(majority.numerator, majority.denominator):
        return {"majority": _("A share is like 2 of 3, never over 1.")}
    return {}


def _is_share(numerator: int, denominator: int | None) -> bool:
    return denominator is not None and 0 < numerator <= denominator <= 1000


def outcome(tally: Tally, eligible: int, settings: Settings) -> str:
    """Give `passed` or `failed`; whatever is not clearly passed leaves things as they are."""
    passed = settings.quorum.met(tally, eligible) and settings.majority.met(tally, eligible)
    return PASSED if passed else FAILED


def can_still_change(tally: Tally, eligible: int, settings: Settings, gone: int = 0) -> bool:
    """Whether those who have not voted yet could still turn the outcome, whatever they choose.

    Who has `gone` without a vote cannot, but still counts among those asked.
    """
    rest = max(0, eligible - tally.cast - gone)
    best = Tally(tally.yes + rest, tally.no, tally.abstain)
    worst = Tally(tally.yes, tally.no + rest, tally.abstain)
    may_pass = outcome(best, eligible, settings) == PASSED
    may_fail = FAILED in (outcome(tally, eligible, settings), outcome(worst, eligible, settings))
    return may_pass and may_fail


def needed(eligible: int, settings: Settings) -> int:
    """Give how many of those asked must at least be there to say yes, or none can pass."""
    enough, share = settings.quorum.needed(eligible), settings.majority
    return max(enough, -(-share.numerator * eligible // share.denominator)) if share.base == "eligible" else enough


_SHARES = {
    (1, 2): pgettext("share of", "half"), (2, 3): pgettext("share of", "two thirds"),
    (3, 4): pgettext("share of", "three quarters"), (1, 3): pgettext("share of", "a third"),
    (1, 1): pgettext("share of", "all"),
}  # fmt: skip
_BASES = {
    "yes_and_no": pgettext("share of", "the yes and no votes"), "cast": pgettext("share of", "all votes cast"),
    "eligible": pgettext("share of", "all the people asked"),
}  # fmt: skip


def words(settings: Settings, eligible: int) -> str:
    """Say the rule in plain words for an electorate of this size."""
    need, m = settings.quorum.needed(eligible), settings.majority
    if (m.numerator, m.denominator, m.base) == (1, 2, "yes_and_no"):
        return sentences(_more_yes(settings, need, eligible), _("A tie keeps things as they are."))
    parts = {"numerator": m.numerator, "denominator": m.denominator}
    share = _SHARES.get((m.numerator, m.denominator)) or pgettext("share of", "{numerator} of {denominator}", **parts)
    return sentences(_share_yes(settings, need, eligible, share), _("Otherwise things stay as they are."))


def _more_yes(settings: Settings, need: int, eligible: int) -> str:
    if settings.quorum.kind == "approval_quorum":
        return ngettext(
            "Passes when more people say yes than no and at least {need} of the {n} person asked say yes.",
            "Passes when more people say yes than no and at least {need} of the {n} people asked say yes.",
            eligible, need=need,
        )  # fmt: skip
    return ngettext(
        "Passes when more people say yes than no and at least {need} of the {n} person asked vote.",
        "Passes when more people say yes than no and at least {need} of the {n} people asked vote.",
        eligible, need=need,
    )  # fmt: skip


def _share_yes(settings: Settings, need: int, eligible: int, share: str) -> str:
    base = _BASES[settings.majority.base]
    if settings.quorum.kind == "approval_quorum":
        return ngettext(
            "Passes when at least {share} of {base} are yes, more say yes than no, and at least {need} of the {n} "
            "person asked say yes.",
            "Passes when at least {share} of {base} are yes, more say yes than no, and at least {need} of the {n} "
            "people asked say yes.",
            eligible, share=share, base=base, need=need,
        )  # fmt: skip
    return ngettext(
        "Passes when at least {share} of {base} are yes, more say yes than no, and at least {need} of the {n} "
        "person asked vote.",
        "Passes when at least {share} of {base} are yes, more say yes than no, and at least {need} of the {n} "
        "people asked vote.",
        eligible, share=share, base=base, need=need,
    )  # fmt: skip
