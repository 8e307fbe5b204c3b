"""Operations in one sentence: what every list, ballot, mail and signature leads with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from processes.change.contract import Operation
from processes.change.contract.place import Place
from processes.change.kinds import KINDS
from processes.change.names import sentence
from processes.change.sequence import found_by, is_later
from processes.messages import _, joined
from processes.model import Model
from processes.model.graph import Graph


def in_words(base: Model, operations: Sequence[Operation]) -> str:
    """Say what operations ask for, without a full stop: Take out “Print form” and rename “Sign” to “Approve”.

    What is about something that an earlier one makes comes last, and is told in the words of that. Where something
    comes is told by what is left there.
    """
    gone = frozenset().union(*(one.removes for one in operations))
    numbers = range(len(operations))
    later = [number for number in numbers if number and is_later(base, operations[number])]
    phrases = list(_phrases(base, [operations[number] for number in numbers if number not in later], gone))
    for number in later:
        phrases += _phrases(found_by(base, operations, number), [operations[number]], gone)
    return sentence(joined("; ", phrases) if len(phrases) > 1 else phrases[0]) if phrases else _("Change nothing")


def _phrases(base: Model, operations: Sequence[Operation], gone: frozenset[str]) -> Iterator[str]:
    """What is asked for, kind by kind, in the order in which a reader wants to know."""
    for kind in KINDS.values():
        if mine := [o for o in operations if o.kind == kind.kind]:
            if gone and any(isinstance(one, Place) for one in kind.parameters):
                yield from kind.phrases(_led_past(base.graph, gone), mine)
            else:
                yield from kind.told(base, mine)


def _led_past(graph: Graph, gone: frozenset[str]) -> Graph:
    """The graph with ways that lead past what is gone, where one way leads to it or on from it."""
    gone &= graph.nodes.keys()
    flows = {
        id_: replace(flow, source=_beyond(graph.before, flow.source, gone),
                     target=_beyond(graph.after, flow.target, gone))
        for id_, flow in graph.flows.items() if gone & {flow.source, flow.target}
    }  # fmt: skip
    return replace(graph, flows={**graph.flows, **flows})


def _beyond(further: Callable[[str], Sequence[str]], step: str, gone: frozenset[str]) -> str:
    """The next that is left behind a step that is gone; that itself where there is no one such."""
    here, seen = step, set[str]()
    while here in gone and here not in seen:
        seen.add(here)
        there = dict.fromkeys(further(here))
        if len(there) != 1:
            return step
        (here,) = there
    return step if here in gone else here
