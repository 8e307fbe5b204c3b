"""Operations in one sentence: what every list, ballot, mail and signature leads with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.contract import Operation
from processes.change.kinds import KINDS
from processes.change.names import sentence
from processes.change.sequence import found_by, is_later
from processes.messages import _, joined
from processes.model import Model


def in_words(base: Model, operations: Sequence[Operation]) -> str:
    """Say what operations ask for, without a full stop: Take out “Print form” and rename “Sign” to “Approve”.

    What is about something that an earlier one makes comes last, and is told in the words of that.
    """
    numbers = range(len(operations))
    later = [number for number in numbers if number and is_later(base, operations[number])]
    phrases = list(_phrases(base, [operations[number] for number in numbers if number not in later]))
    for number in later:
        phrases += _phrases(found_by(base, operations, number), [operations[number]])
    return sentence(joined("; ", phrases) if len(phrases) > 1 else phrases[0]) if phrases else _("Change nothing")


def _phrases(base: Model, operations: Sequence[Operation]) -> Iterator[str]:
    """What is asked for, kind by kind, in the order in which a reader wants to know."""
    for kind in KINDS.values():
        if mine := [o for o in operations if o.kind == kind.kind]:
            yield from kind.told(base, mine)
