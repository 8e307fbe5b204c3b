"""The methods by which ballots ask and count: each a folder here, named once below."""

from __future__ import annotations

from typing import Any

from app.ballots.method import Method, Option, Terms
from app.ballots.methods.yes_no_abstain import YesNoAbstain
from app.ballots.tables import Ballot
from app.kernel.errors import Conflict

METHODS: dict[str, Method[Any, Any]] = {
    method.name: method
    for method in (
        YesNoAbstain(),
    )
}  # fmt: skip
DEFAULT = YesNoAbstain.name


def method_of(name: str) -> Method[Any, Any]:
    """Give the method of this name; raises Conflict where what was stored under it came from another installation."""
    if (method := METHODS.get(name)) is None:
        raise Conflict(
            "UNKNOWN_METHOD",
            f"Expected a way to vote that is known here, but “{name[:40]}” is not: known are {', '.join(METHODS)}. "
            "Run the release of Stepwell in which this vote was opened.",
        )
    return method


def terms_of(ballot: Ballot) -> Terms[Any]:
    """Give what a ballot asks how, as it was frozen when it opened."""
    method = method_of(ballot.method)
    options = tuple(Option(option["id"], option["title"]) for option in ballot.options)
    return Terms(method, method.settings(ballot.settings), ballot.electorate_size, options)
