"""Operations one after the other: each may be about what the earlier ones made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from processes.change.apply import made_of
from processes.change.contract import Operation
from processes.change.kinds import KINDS
from processes.change.names import sentence
from processes.messages import cut
from processes.model import Model
from processes.model.graph import Graph

LONGEST_TOLD = 300
# Of so many lists what they make is kept: one sentence, the list and what fits are told of the same.
MOST_KEPT = 24


def is_known(graph: Graph, element: str) -> bool:
    """Whether an element stands in a graph, of whatever sort it is."""
    places = (graph.nodes, graph.flows, graph.lanes, graph.pools, graph.message_flows, graph.notes)
    return any(element in known for known in places)


def is_later(base: Model, operation: Operation) -> bool:
    """Whether it is about something that is not in a model: an earlier operation has to have made it."""
    return not all(is_known(base.graph, one) for one in operation.anchors)


def found_by(base: Model, operations: Sequence[Operation], number: int) -> Model:
    """The model in whose words an operation is told: what the earlier ones made, where it is about that."""
    if number and is_later(base, operations[number]):
        return _made(base, tuple(operations[:number]))
    return base


@lru_cache(maxsize=MOST_KEPT)
def _made(base: Model, operations: tuple[Operation, ...]) -> Model:
    return made_of(base, operations)


def in_turn(base: Model, operations: Sequence[Operation]) -> tuple[str, ...]:
    """Each operation as a sentence of its own, without a full stop."""
    return tuple(_told(found_by(base, operations, number), one) for number, one in enumerate(operations))


def astray(base: Model, operations: Sequence[Operation], order: Sequence[int]) -> tuple[str, ...]:
    """What would be about something else, or about nothing, if only these stood, in this order; told as it is now.

    What a program may not see is found by what people read: a step that is new is known by the words for it.
    """
    then = [operations[number] for number in order]
    return tuple(_astray(base, operations, order, then))


def _astray(
    base: Model, operations: Sequence[Operation], order: Sequence[int], then: Sequence[Operation]
) -> Iterator[str]:
    for place, number in enumerate(order):
        if not is_later(base, operations[number]):
            continue
        now, later = found_by(base, operations, number), found_by(base, then, place)
        said = _told(now, operations[number])
        if is_later(later, operations[number]) or _told(later, operations[number]) != said:
            yield said


def pinned(base: Model, operations: Sequence[Operation], new: Operation) -> Operation:
    """An operation behind others, with the id of what it makes: later ones are about that wherever it stands."""
    return new.pinned(_made(base, tuple(operations)) if operations else base)


def _told(model: Model, operation: Operation) -> str:
    said = next(iter(KINDS[operation.kind].told(model, [operation])), "")
    return sentence(cut(said, LONGEST_TOLD) if len(said) > LONGEST_TOLD else said)
