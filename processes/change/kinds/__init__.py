"""The kinds of change there are, in the order in which sentences and pages name them: a folder each, listed here."""

from __future__ import annotations

from collections.abc import Mapping

from processes.change import refusal
from processes.change.contract import Kinds, Operation
from processes.change.kinds.condition import Condition
from processes.change.kinds.contact_reduction import ContactReduction
from processes.change.kinds.deadline import Deadline
from processes.change.kinds.eliminate import Eliminate
from processes.change.kinds.extract import Extract
from processes.change.kinds.field import Field
from processes.change.kinds.inline import Inline
from processes.change.kinds.insert import Insert
from processes.change.kinds.instruct import Instruct
from processes.change.kinds.loop import Loop
from processes.change.kinds.merge import Merge
from processes.change.kinds.move import Move
from processes.change.kinds.optional import Optional
from processes.change.kinds.parallelise import Parallelise
from processes.change.kinds.reassign import Reassign
from processes.change.kinds.remodel import Remodel
from processes.change.kinds.reorder import Reorder
from processes.change.kinds.repeat import Repeat
from processes.change.kinds.replace import Replace
from processes.change.kinds.retitle import Retitle
from processes.change.kinds.serialise import Serialise
from processes.change.kinds.split import Split
from processes.change.kinds.swap import Swap
from processes.change.names import listed
from processes.messages import _

__all__ = [
    "KINDS",
    "Eliminate",
    "Insert",
    "Instruct",
    "Remodel",
    "Retitle",
    "against",
    "codes",
    "operation_from",
    "operation_to",
]

KINDS = Kinds(
    Eliminate, Insert, Move, Swap, Reorder, Split, Merge, ContactReduction, Parallelise, Serialise, Optional, Loop,
    Extract, Inline, Condition, Repeat, Deadline, Replace, Reassign, Field, Remodel, Retitle, Instruct,
)  # fmt: skip


def operation_from(data: Mapping[str, object]) -> Operation:
    """Read one operation as the API sends it; raises `CannotChange` UNKNOWN_OPERATION at the field."""
    kind = data.get("kind")
    found = KINDS.get(kind) if isinstance(kind, str) else None
    if found is None:
        words = _(
            "Only {kinds} can be done here, and this asks for {kind}.", kinds=listed(KINDS, "or"), kind=repr(kind)
        )
        raise refusal.CannotChange("UNKNOWN_OPERATION", words, field="kind")
    return found.read(data)


def operation_to(operation: Operation) -> dict[str, object]:
    """Write one operation as the API shows it and as proposals store it."""
    return operation.write()


def against(trouble: str) -> list[type[Operation]]:
    """All kinds, first those that help most against a trouble; against none those that help most against any."""
    last = len(KINDS) + 1

    def rank(kind: type[Operation]) -> int:
        """How far back it stands."""
        known = kind.about.troubles
        return known.get(trouble, last) if trouble else min(known.values(), default=last)

    return sorted(KINDS.values(), key=rank)


def codes() -> dict[str, str]:
    """Every code with which a change may be refused, with what it says."""
    return {**refusal.CODES, **{code: words for one in KINDS.values() for code, words in one.codes.items()}}
