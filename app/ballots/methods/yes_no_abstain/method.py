"""The method: what its ballot looks like, what a vote may say, how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from app.ballots.methods.contract import Answer, Check, Counted, Method, Selection, Terms
from app.ballots.methods.yes_no_abstain import forms, rules, schemas
from app.ballots.methods.yes_no_abstain.rules import CHOICES, Settings, Tally
from app.ballots.values import PASSED
from app.kernel.errors import Invalid
from app.kernel.i18n import _, joined, ngettext, pgettext, sentences

TONES = {"yes": "positive", "no": "danger"}
CHOSEN: dict[str, str] = {
    "yes": pgettext("vote", "yes"),
    "no": pgettext("vote", "no"),
    "abstain": pgettext("vote", "abstain"),
}
EFFECTS: dict[str, str] = {"yes": _("Vote yes"), "no": _("Vote no"), "abstain": _("Abstain")}


class YesNoAbstain(Method[Settings, Tally]):
    """One question, answered by yes, no or abstain; each option of the ballot stands or falls with it."""

    name = "yes_no_abstain"
    title = _("Yes, no or abstain")
    about = _(
        "For one change, which is made or not. Abstaining says that one has looked, and counts where turnout does."
    )
    is_brief = True
    needed_at = "quorum"
    effects: ClassVar = EFFECTS
    selection_schema = schemas.YesNoAbstainVote
    settings_schema = schemas.YesNoAbstainSettings
    tally_schema = schemas.YesNoAbstainTally
    rule_schema = schemas.YesNoAbstainRule
    shares: ClassVar = forms.SHARES
    bases: ClassVar = forms.BASES

    def settings(self, stored: Mapping[str, Any]) -> Settings:
        """Read a quorum and a majority."""
        return rules.settings_from(stored)

    def stored(self, settings: Settings) -> dict[str, Any]:
        """Give quorum and majority as they are stored and told."""
        return settings.to_dict()

    def problems(self, settings: Settings) -> dict[str, str]:
        """Say why a quorum or a majority cannot work."""
        return rules.problems(settings)

    def form_of(self, settings: Settings) -> dict[str, str]:
        """Give the fields that would send these settings."""
        return forms.filled(settings)

    def settings_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        """Read the fields as programs would send them."""
        return forms.sent(form)

    def words(self, terms: Terms[Settings]) -> str:
        """Say when it passes."""
        return rules.words(terms.settings, terms.electorate)

    def needed(self, terms: Terms[Settings]) -> int:
        """Give how many must be there to say yes, or none can pass."""
        return rules.needed(terms.electorate, terms.settings)

    def votes_in_words(self, settings: Settings, number: int) -> str:
        """Say so many yes votes where these are counted for the quorum, else votes."""
        if settings.quorum.kind == "approval_quorum":
            return ngettext("{n} yes vote", "{n} yes votes", number)
        return super().votes_in_words(settings, number)

    def rule(self, terms: Terms[Settings]) -> dict[str, Any]:
        """Give the quorum with what it needs here, and the majority with the rule in words."""
        said, needed = self.stored(terms.settings), terms.settings.quorum.needed(terms.electorate)
        return {
            "quorum": {**said["quorum"], "needed": needed},
            "threshold": {**said["majority"], "words": self.words(terms)},
        }

    def checked(self, selection: Selection, terms: Terms[Settings]) -> Selection:
        """Take nothing but the three choices."""
        choice = selection["choice"]
        if choice not in CHOICES:
            words = _("Choose yes, no or abstain.")
            found = _("Expected yes, no or abstain, but got {choice}.", choice=repr(choice[:40]))
            raise Invalid("BAD_CHOICE", sentences(found, words), {"choice": words})
        return {"choice": choice}

    def selection_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        """Read which choice was ticked, or which button of a card was pressed."""
        return {"choice": form.get("choice", "")}

    def answer(self, selection: Selection, terms: Terms[Settings]) -> Answer:
        """Say the choice."""
        choice = selection["choice"]
        return Answer(CHOSEN.get(choice) or choice, TONES.get(choice, ""))

    def tally(self, votes: Counted, terms: Terms[Settings]) -> Tally:
        """Count how many people chose what."""
        found = dict.fromkeys(CHOICES, 0)
        for selection, people in votes:
            found[selection["choice"]] += people
        return Tally(**found)

    def told(self, tally: Tally) -> dict[str, Any]:
        """Give the three numbers."""
        return {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain}

    def summary(self, tally: Tally, terms: Terms[Settings]) -> str:
        """Say who stands against whom."""
        return _("{yes} yes, {no} no", yes=tally.yes, no=tally.no)

    def checks(self, tally: Tally, terms: Terms[Settings]) -> list[Check]:
        """Say how far the quorum is reached, and whether more say yes than no."""
        quorum, settings = terms.settings.quorum, terms.settings
        need = quorum.needed(terms.electorate)
        count = tally.yes if quorum.kind == "approval_quorum" else tally.cast
        return [self._enough(settings, count, need), Check(_("More yes than no"), tally.yes > tally.no)]

    def _enough(self, settings: Settings, count: int, need: int) -> Check:
        if count < need:
            return Check(_missing(settings, need - count), False)
        needed = ngettext("{n} is needed", "{n} are needed", need)
        return Check(joined("; ", (self.votes_in_words(settings, count), needed)), True)

    def chosen(self, tally: Tally, terms: Terms[Settings]) -> tuple[str, ...]:
        """Choose all that was asked about, or nothing."""
        passed = rules.outcome(tally, terms.electorate, terms.settings) == PASSED
        return tuple(option.id for option in terms.options) if passed else ()

    def can_change(self, tally: Tally, terms: Terms[Settings], gone: int = 0) -> bool:
        """Whether the votes that are missing could still turn it."""
        return rules.can_still_change(tally, terms.electorate, terms.settings, gone)


def _missing(settings: Settings, number: int) -> str:
    if settings.quorum.kind == "approval_quorum":
        return ngettext("{n} more yes vote is needed", "{n} more yes votes are needed", number)
    return ngettext("{n} more vote is needed", "{n} more votes are needed", number)
