"""Play the token game over all states a scope can reach, up to a bound, and say what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from processes.model.graph import GATEWAYS, Node
from processes.model.soundness.net import ENDS_ALL, OR_LIKE, Marking, Net, Places, marking

MOST_STATES = 15_000
MOST_WORK = 2_000_000
RUNAWAY = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the token game says of a scope; `where` names the nodes a fault is about."""

    verdict: str
    faults: frozenset[str] = frozenset()
    where: tuple[tuple[str, str], ...] = ()


class _TooMuch(Exception):
    """The states are too many, or too large, to be played through."""


class _Game:
    def __init__(self, net: Net) -> None:
        self.net = net
        self.fired: set[str] = set()
        self.edges: dict[Marking, list[Marking]] = {}
        self.stuck: list[Marking] = []
        self.doubled: set[str] = set()
        self.work = 0

    def play(self, most: int) -> bool:
        """Reach every state; False where there are more than `most`, or they are too large."""
        try:
            return self._play(most)
        except _TooMuch:
            return False

    def _play(self, most: int) -> bool:
        todo: list[Marking] = []
        for node, given in self.net.beginnings():
            self.fired.add(node)
            todo.append(marking(given))
        seen = set(todo)
        while todo:
            state = todo.pop()
            if len(seen) > most:
                return False
            self.doubled |= {flow for flow, tokens in state if tokens > 1}
            after = [] if _runaway(state) else self._after(state)
            self.edges[state] = after
            if not after and state and not _runaway(state):
                self.stuck.append(state)
            for other in after:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return True

    def _after(self, state: Marking) -> list[Marking]:
        marked = dict(state)
        targets = {self.net.flows[flow].target for flow in marked}
        found: list[Marking] = []
        for name in sorted(targets):
            node = self.net.nodes[name]
            self._charge(len(self.net.flows) // 4 if node.type in OR_LIKE else 1)
            for taken in self.net.takes(node, marked):
                found += self._done(node, _less(marked, taken))
        return found

    def _done(self, node: Node, rest: dict[str, int]) -> list[Marking]:
        self.fired.add(node.id)
        if node.type == "endEvent":
            return [frozenset()] if ENDS_ALL & set(node.events) else [frozenset(rest.items())]
        gives = self.net.gives(node)
        self._charge((1 + len(rest)) * len(gives) * (1 + len(self.net.boundary.get(node.id, ()))))
        found = [self._more(rest, given) for given in gives]
        for name in self.net.boundary.get(node.id, ()):
            event = self.net.nodes[name]
            self.fired.add(name)
            way = tuple(self.net.outgoing[name])
            if event.interrupting:
                found.append(self._more(rest, way))
            else:
                found += [self._more(rest, given + way) for given in gives]
        return found

    def _more(self, marked: dict[str, int], given: Places) -> Marking:
        """The tokens with more of them; of those that do no harm one stands for all."""
        counted = Counter(marked)
        counted.update(given)
        for flow in self.net.aside.intersection(given):
            counted[flow] = 1
        return frozenset(counted.items())

    def _charge(self, steps: int) -> None:
        self.work += steps
        if self.work > MOST_WORK:
            raise _TooMuch

    def never_ending(self) -> list[Marking]:
        """The states from which the end cannot be reached any more."""
        back: dict[Marking, list[Marking]] = {}
        for state, after in self.edges.items():
            for other in after:
                back.setdefault(other, []).append(state)
        good: set[Marking] = set()
        todo: list[Marking] = [frozenset()]
        while todo:
            state = todo.pop()
            if state in good:
                continue
            good.add(state)
            todo += back.get(state, ())
        return [state for state in self.edges if state not in good and not _runaway(state)]


def verdict_of(net: Net, most: int = MOST_STATES) -> Verdict:
    """Say whether a scope is sound, unsound, empty, without a start, or too large to tell (unknown)."""
    if not net.nodes:
        return Verdict("empty")
    if next(net.beginnings(), None) is None:
        return Verdict("no-start")
    game = _Game(net)
    if not game.play(most):
        return Verdict("unknown")
    where: list[tuple[str, str]] = []
    where += [("DEADLOCK", _waiting(net, state)) for state in game.stuck[:1]]
    where += [("UNSAFE", net.flows[flow].target) for flow in sorted(game.doubled)[:1]]
    if not game.stuck:
        where += [("NEVER_ENDS", _waiting(net, state)) for state in game.never_ending()[:1]]
    where += [("DEAD_STEP", name) for name in _dead(net, game.fired)]
    where += [("EMPTY_LOOP", name) for name in _empty_loop(net)]
    faults = frozenset(code for code, _ in where)
    return Verdict("unsound" if faults else "sound", faults, tuple(where))


def _waiting(net: Net, state: Marking) -> str:
    targets = [net.flows[flow].target for flow, _ in sorted(state)]
    joins = [t for t in targets if net.nodes[t].type in GATEWAYS]
    return (joins or targets or [""])[0]


def _dead(net: Net, fired: set[str]) -> list[str]:
    return [
        name
        for name, node in net.nodes.items()
        if name not in fired
        and not net.apart(node)
        and not (node.type == "boundaryEvent" and node.attached_to not in fired)
    ]


def _empty_loop(net: Net) -> list[str]:
    """A gateway from which gateways alone lead back to itself; a join that waits for work besides holds it up."""
    circle = {n for n, node in net.nodes.items() if node.type in GATEWAYS and node.type != "eventBasedGateway"}
    while True:
        circle = _circle(net, circle)
        held = {n for n in circle if net.nodes[n].type == "parallelGateway" and _waits(net, n, circle)}
        if not held:
            return sorted(circle)[:1]
        circle -= held


def _waits(net: Net, name: str, circle: set[str]) -> bool:
    """Whether a join needs a token of a way that does not lie on the circle."""
    return any(net.flows[flow].source not in circle for flow in net.incoming[name])


def _circle(net: Net, gateways: set[str]) -> set[str]:
    """The gateways that lead to each other in a circle."""
    ahead = {n: [net.flows[f].target for f in net.outgoing[n] if net.flows[f].target in gateways] for n in gateways}
    behind: dict[str, list[str]] = {n: [] for n in gateways}
    for name, targets in ahead.items():
        for target in targets:
            behind[target].append(name)
    return _peeled(gateways, ahead, behind) & _peeled(gateways, behind, ahead)


def _peeled(names: set[str], ahead: dict[str, list[str]], behind: dict[str, list[str]]) -> set[str]:
    """What is left when those that nothing is behind are taken away again and again: circles and what follows them."""
    number = {n: len(behind[n]) for n in names}
    todo = [n for n in names if not number[n]]
    left = set(names)
    while todo:
        name = todo.pop()
        left.discard(name)
        for target in ahead[name]:
            number[target] -= 1
            if not number[target]:
                todo.append(target)
    return left


def _runaway(state: Marking) -> bool:
    return any(tokens > RUNAWAY for _, tokens in state)


def _less(marked: dict[str, int], taken: Places) -> dict[str, int]:
    rest = dict(marked)
    for flow in taken:
        rest[flow] -= 1
        if not rest[flow]:
            del rest[flow]
    return rest
