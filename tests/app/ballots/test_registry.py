"""What would collide in silence is refused when a method is listed: with a vote, a ballot, an option, a policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from app.ballots.methods import DEFAULT, METHODS
from app.ballots.methods.registry import BALLOT, FORM, OPTION, POLICY, VOTE, Methods
from app.ballots.schemas.answers import BallotSchema, MyVoteSchema, OptionSchema
from app.decision_policy.schemas import PolicyIn, PolicySchema
from app.proposals.schemas.requests import VoteIn
from tests.factories import accounts, proposals
from tests.support.toy import Toy


def saying(name: str, *more: str) -> type[Schema]:
    """Give a schema with these fields."""
    return Schema.from_dict({one: fields.String() for one in (name, *more)}, name="Saying")


class Asking(Toy):
    """A toy whose settings are asked in a field of the policy."""

    def form_of(self, settings: int) -> dict[str, str]:
        return {"seen": str(settings)}

    def settings_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "other"}, "is registered as 'toy', which is not its name"),
        ({"selection_schema": saying("approve", "reason")}, "Saying says reason, which a vote has anyway"),
        ({"selection_schema": saying("receipt", "salt")}, "Saying says receipt, salt, which a vote has anyway"),
        ({"option_schema": saying("title")}, "Saying says title, which an option has anyway"),
        ({"rule_schema": saying("closes_at")}, "Saying says closes_at, which a ballot has anyway"),
        ({"settings_schema": saying("enough", "days")}, "Saying says days, which a policy has anyway"),
        ({"settings_schema": saying("enough", "warnings")}, "Saying says warnings, which a policy has anyway"),
        ({"needed_at": "vote"}, "`needed_at` is 'vote', which is none of its settings"),
        ({"is_brief": True}, "it is brief and asks for reasons"),
    ],
)  # fmt: skip
def test_a_method_that_takes_a_name_is_refused(changes: dict[str, Any], words: str) -> None:
    method = type("Colliding", (Toy,), {"folder": Toy().folder, **changes})()
    with pytest.raises(ValueError, match="Expected a way to vote that keeps its contract, but toy: ") as refused:
        Methods()["toy"] = method
    assert words in str(refused.value)


def test_a_field_of_the_policy_and_a_missing_template_are_refused() -> None:
    with pytest.raises(ValueError, match=r"asked in the field seen.* it has no vote\.html and no result\.html and"):
        Methods(Asking())
    with pytest.raises(ValueError, match="is registered as 'unknown'"):
        Methods()["unknown"] = Toy()


def test_what_is_taken_is_what_answers_requests_and_pages_hold() -> None:
    assert {*VoteIn().fields, *MyVoteSchema().fields} == VOTE
    assert {*OptionSchema().fields} == OPTION
    assert {*BallotSchema().fields} == BALLOT
    assert {*PolicyIn().fields, *PolicySchema().fields} == POLICY


def test_what_the_form_of_a_policy_holds_is_taken(app: Any, session: Any) -> None:
    place = proposals.world(session)
    browser = accounts.signed_in(app, session, place.owner)
    session.commit()
    page = browser.get(f"/processes/{place.process.key}/policy").text
    names = set(re.findall(r'name="(\w+)"', page.partition('id="policy"')[2].partition("</form>")[0]))
    method = METHODS[DEFAULT]
    assert names == FORM | method.form_of(method.settings({})).keys()
