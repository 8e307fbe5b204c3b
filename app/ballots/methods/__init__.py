"""The methods by which ballots ask and count: each a folder here, named once below."""

from __future__ import annotations

from typing import Any

from app.ballots.methods.contract import Method, Option, Terms
from app.ballots.methods.registry import OPTION, Methods
from app.ballots.methods.unknown import Unknown, unknown
from app.ballots.methods.yes_no_abstain import YesNoAbstain
from app.ballots.tables import Ballot

METHODS = Methods(
    YesNoAbstain(),
)  # fmt: skip
DEFAULT = YesNoAbstain.name


def method_of(name: str) -> Method[Any, Any]:
    """Give the method of this name, to ask or decide by; raises Conflict where it is not known here."""
    if (method := METHODS.get(name)) is None:
        raise unknown(name)
    return method


def method_named(name: str) -> Method[Any, Any]:
    """Give the method of this name, to show what was stored: one that is not known here says so and decides nothing."""
    return METHODS.get(name) or Unknown(name)


def terms_of(ballot: Ballot) -> Terms[Any]:
    """Give what a ballot asks how, as it was frozen when it opened."""
    method = method_named(ballot.method)
    return Terms(method, method.settings(ballot.settings), ballot.electorate_size, tuple(map(_option, ballot.options)))


def _option(stored: dict[str, Any]) -> Option:
    attributes = {name: value for name, value in stored.items() if name not in OPTION}
    return Option(stored["id"], stored["title"], attributes)
