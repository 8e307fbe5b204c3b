"""The registry of methods: what one of them and the rest of Stepwell would both call so is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema

from app.ballots.methods.contract import Method

# The names that stand in answers and requests already, whatever the method is.
VOTE = frozenset({"at", "live_version", "reason", "receipt", "revision", "salt", "seal"})
OPTION = frozenset({"id", "title"})
BALLOT = frozenset({
    "closed_at", "closes_at", "electorate", "electorate_hash", "hidden", "id", "may_vote", "method", "my_vote",
    "opens_at", "options", "outcome", "revision", "rule", "state", "tally", "voted",
})  # fmt: skip
POLICY = frozenset({
    "approvals", "days", "four_eyes", "hidden", "method", "migrate", "number", "propose", "stuck", "vote", "warnings",
})  # fmt: skip
# The fields of the form of a policy.
FORM = frozenset({
    "_once", "csrf", "days", "four_eyes", "hidden", "method", "migrate", "propose", "seen", "sign_admin",
    "sign_manager", "sign_ops", "vote",
})  # fmt: skip
UNKNOWN = "unknown"
PARTS = ("vote.html", "result.html", "settings.html")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")


class Methods(dict[str, Method[Any, Any]]):
    """The methods there are, by their names and in the order in which policies offer them."""

    def __init__(self, *methods: Method[Any, Any]) -> None:
        super().__init__()
        for method in methods:
            self[method.name] = method

    def __setitem__(self, name: str, method: Method[Any, Any]) -> None:
        """Add a method; raises ValueError with all that does not go together with what is there."""
        if faults := [*_named(name, method), *_taken(method), *_kept(method)]:
            raise ValueError(f"Expected a way to vote that keeps its contract, but {name}: {'; '.join(faults)}.")
        super().__setitem__(name, method)


def _named(name: str, method: Method[Any, Any]) -> Iterator[str]:
    if name != method.name or name == UNKNOWN or not _NAME.fullmatch(name):
        yield f"is registered as {name!r}, which is not its name in 2 to 30 small letters, figures and underlines"


def _taken(method: Method[Any, Any]) -> Iterator[str]:
    for schema, names, what in (
        (method.selection_schema, VOTE, "a vote"), (method.option_schema, OPTION, "an option"),
        (method.rule_schema, BALLOT, "a ballot"), (method.settings_schema, POLICY, "a policy"),
    ):  # fmt: skip
        if both := sorted(_fields(schema) & names):
            yield f"{schema.__name__} says {', '.join(both)}, which {what} has anyway: call it otherwise"
    if both := sorted(method.form_of(method.settings({})).keys() & FORM):
        yield f"its settings are asked in the field {', '.join(both)}, which a policy has: call it otherwise"


def _kept(method: Method[Any, Any]) -> Iterator[str]:
    if method.needed_at not in _fields(method.settings_schema):
        yield f"`needed_at` is {method.needed_at!r}, which is none of its settings: name the one that people lower"
    if method.is_brief and method.reason_hint:
        yield "it is brief and asks for reasons, for which a card has no place: let it be one of both"
    if missing := [part for part in PARTS if not (method.folder / part).is_file()]:
        yield f"it has no {' and no '.join(missing)}: put it into {method.folder}"


def _fields(schema: type[Schema]) -> set[str]:
    return set(schema().fields)
