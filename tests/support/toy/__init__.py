"""A ballot method as somebody would add one, for tests: approve any number of options that cost something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from app.ballots.methods.contract import Answer, Check, Counted, Method, Selection, Terms
from app.kernel.api.schemas import COUNTED, Strict
from app.kernel.errors import Invalid
from app.kernel.pages.form_input import whole_number


class ToyVote(Strict):
    """The options that one approves of."""

    approve = fields.List(fields.String(), required=True)


class ToySettings(Strict):
    """How many must approve."""

    enough = fields.Integer(validate=COUNTED)


class ToyOption(Strict):
    """What an option costs."""

    cost = fields.Integer(load_default=0, validate=COUNTED)


class ToyTally(Schema):
    """How many approve of an option, by its id."""

    approved = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


@dataclass(frozen=True)
class Approvals:
    """Who approves of what, and how many voted."""

    by_option: Mapping[str, int]
    cast: int


class Toy(Method[int, Approvals]):
    """Each approves of any number of options; all that enough people approve of are chosen."""

    name, title, about = "toy", "Approve of any number", "For tests."
    selection_schema, settings_schema, tally_schema, option_schema = ToyVote, ToySettings, ToyTally, ToyOption
    needed_at, reason_hint = "enough", "Say what is missing where you approve of nothing."

    def settings(self, stored: Mapping[str, Any]) -> int:
        return int(stored.get("enough", 2))

    def stored(self, settings: int) -> dict[str, Any]:
        return {"enough": settings}

    def problems(self, settings: int) -> dict[str, str]:
        return {} if settings > 0 else {"enough": "At least one person is needed."}

    def form_of(self, settings: int) -> dict[str, str]:
        return {"enough": str(settings)}

    def settings_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        return {"enough": whole_number(form, "enough") or 0}

    def words(self, terms: Terms[int]) -> str:
        return f"What {terms.settings} of {terms.electorate} approve of is done."

    def needed(self, terms: Terms[int]) -> int:
        return terms.settings

    def checked(self, selection: Selection, terms: Terms[int]) -> Selection:
        known = [option.id for option in terms.options]
        if strange := set(selection["approve"]) - set(known):
            raise Invalid("NO_OPTION", "Expected options of this ballot.", {"approve": f"Unknown: {len(strange)}."})
        return {"approve": [one for one in known if one in selection["approve"]]}

    def reason_needed(self, selection: Selection, terms: Terms[int]) -> str:
        return "" if selection["approve"] else "Say what is missing."

    def selection_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        return {"approve": form.getlist("approve")}

    def answer(self, selection: Selection, terms: Terms[int]) -> Answer:
        cost = sum(option.attributes["cost"] for option in terms.options if option.id in selection["approve"])
        return Answer(f"for {len(selection['approve'])} of {len(terms.options)}, at a cost of {cost}")

    def tally(self, votes: Counted, terms: Terms[int]) -> Approvals:
        counts, cast = {option.id: 0 for option in terms.options}, 0
        for selection, people in votes:
            cast += people
            for one in selection["approve"]:
                counts[one] += people
        return Approvals(counts, cast)

    def told(self, tally: Approvals) -> dict[str, Any]:
        return {"approved": dict(tally.by_option)}

    def summary(self, tally: Approvals, terms: Terms[int]) -> str:
        return ", ".join(f"{count} approve" for count in tally.by_option.values())

    def checks(self, tally: Approvals, terms: Terms[int]) -> list[Check]:
        return [Check(f"{terms.settings} approve of something", bool(self.chosen(tally, terms)))]

    def chosen(self, tally: Approvals, terms: Terms[int]) -> tuple[str, ...]:
        return tuple(one for one, count in tally.by_option.items() if count >= terms.settings)

    def can_change(self, tally: Approvals, terms: Terms[int], gone: int = 0) -> bool:
        rest = max(0, terms.electorate - tally.cast - gone)
        return any(count < terms.settings <= count + rest for count in tally.by_option.values())
