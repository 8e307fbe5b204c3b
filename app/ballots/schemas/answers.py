"""What the API gives of a ballot: the same for all methods, and what its own method names besides."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields

from app.ballots.queries import Asked
from app.kernel.api.schemas import Answer, Moment, many, moment, text


class ByMethod(Answer):
    """An answer with fields that the method of a ballot names: they are given under `by_method`."""

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """Put the fields of the method beside the others, which they never replace."""
        said = super().dump(obj, many=many)
        return {**obj.get("by_method", {}), **said} if isinstance(obj, dict) else said


class OptionSchema(ByMethod):
    """Something that can be chosen in place of leaving things as they are, with what the method knows of it."""

    id = fields.String()
    title = fields.String()


class MyVoteSchema(ByMethod):
    """One's own vote, in the words of the ballot's method, with what proves it (`seal` is the form of the receipt)."""

    reason = text()
    at = Moment()
    receipt = fields.String()
    salt = fields.String()
    seal = fields.Integer()


class BallotSchema(ByMethod):
    """A ballot; the tally only where anybody may know it, and one's own vote to its voter."""

    sometimes: ClassVar[frozenset[str]] = frozenset(("tally", "my_vote"))
    id = fields.String()
    revision = fields.Integer()
    state = fields.String()
    method = fields.String()
    rule = fields.String()
    options = many(OptionSchema)
    electorate = fields.Integer()
    electorate_hash = fields.String()
    opens_at = moment()
    closes_at = moment()
    closed_at = moment()
    outcome = text()
    hidden = fields.Boolean()
    voted = fields.Integer()
    may_vote = fields.Boolean()
    tally = fields.Dict()
    my_vote = fields.Nested(MyVoteSchema)


def say_ballot(asked: Asked) -> dict[str, Any]:
    """Tell a ballot as somebody may know it."""
    ballot, terms = asked.ballot, asked.terms
    known = terms.method.is_known  # what a method names is described only where there is that method
    said: dict[str, Any] = {
        "id": ballot.id,
        "revision": ballot.revision,
        "state": ballot.state,
        "method": ballot.method,
        "rule": terms.method.words(terms),
        "options": [
            {"id": one.id, "title": one.title, "by_method": one.attributes if known else {}} for one in terms.options
        ],
        "electorate": ballot.electorate_size,
        "electorate_hash": ballot.electorate_hash,
        "opens_at": ballot.opens_at,
        "closes_at": ballot.closes_at,
        "closed_at": ballot.closed_at,
        "outcome": ballot.outcome,
        "hidden": ballot.hidden,
        "voted": asked.turnout,
        "may_vote": asked.is_elector and known,
        "by_method": terms.method.rule(terms) if known else {},
    }
    if asked.tally is not None and known:
        said["tally"] = terms.method.told(asked.tally)
    if (mine := asked.mine) is not None:
        sealed = {"receipt": mine.receipt, "salt": mine.salt, "seal": mine.seal_version}
        selection = mine.selection if known else {}
        said["my_vote"] = {"reason": mine.reason, "at": mine.cast_at, **sealed, "by_method": selection}
    return said
