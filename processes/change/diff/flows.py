"""Paths that lead elsewhere, and what they are taken on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from processes.change.diff.match import Matching
from processes.change.diff.paths import FAR, followed, following
from processes.change.diff.stepwise import is_structure
from processes.change.diff.values import Change
from processes.change.names import TYPES, label_of, listed, plain, quoted, sentence
from processes.model.graph import Flow, Graph, Node


def reroutes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """One change for every step that now follows others, and for every place where paths begin, end or meet anew."""
    told = _told(pairs, before, after)
    yield from _followers(before, after, pairs, told)
    yield from _ends(before, after, pairs, told)
    for node in pairs.new:
        if is_structure(node):
            yield _new_structure(after, node)
    for node in pairs.gone:
        around = {*before.before(node.id), *before.after(node.id)}
        if is_structure(node) and around & told.keys():
            words = f"{sentence(_a_type(node))} is gone{_after(before, node)}."
            yield Change("rerouted", node.id, words, before=node.type)


def _told(pairs: Matching, before: Graph, after: Graph) -> Mapping[str, str]:
    return {old: new for old, new in pairs.nodes.items() if old in before.nodes and new in after.nodes}


def _followers(before: Graph, after: Graph, pairs: Matching, told: Mapping[str, str]) -> Iterator[Change]:
    was_after, is_after = followed(before), followed(after)
    place = {id_: number for number, id_ in enumerate(after.nodes)}
    there = frozenset(told.values())
    for old, new in told.items():
        if old not in was_after or new not in is_after:
            continue
        was = {told.get(p, "") or f" {p}" for p in was_after[old]}
        now = is_after[new]
        if was == now or (after.nodes[new].type == "boundaryEvent" and not now):
            continue
        gained = sorted(now - was, key=place.__getitem__)
        lost = [p for p in was_after[old] if (told.get(p) or f" {p}") not in now]
        yield Change(
            "rerouted", new, _follow_words(before, after, new, gained, lost, bool(now)),
            listed(sorted(label_of(before, p) for p in was_after[old])),
            listed(label_of(after, p) for p in sorted(now)),
            follows={told[p] for p in _known(was_after, old, told.keys())} == _known(is_after, new, there),
        )  # fmt: skip


def _known(steps: Mapping[str, frozenset[str]], start: str, known: Collection[str]) -> set[str]:
    """The nearest of the known steps on the way from one, looking through all others."""
    found: set[str] = set()
    seen = {start}
    todo = [*steps.get(start, ())]
    while todo and len(seen) < FAR:
        step = todo.pop()
        if step in known:
            found.add(step)
        elif step not in seen:
            seen.add(step)
            todo += steps.get(step, ())
    return found


def _follow_words(before: Graph, after: Graph, step: str, gained: list[str], lost: list[str], follows: bool) -> str:
    name = sentence(label_of(after, step))
    if gained == [step]:
        return f"{name} can now follow itself."
    if gained:
        return f"{name} now follows {listed(label_of(after, p) for p in gained)}."
    if follows:
        return f"{name} no longer follows {listed(sorted(label_of(before, p) for p in lost))}."
    if after.nodes[step].type == "boundaryEvent":
        return f"{name} is reached in another way."
    return f"{name} now begins the process."


def _ends(before: Graph, after: Graph, pairs: Matching, told: Mapping[str, str]) -> Iterator[Change]:
    went_on, goes_on = following(before), following(after)
    for old, new in told.items():
        if went_on.get(old) and new in goes_on and not goes_on[new]:
            words = f"The path now ends after {label_of(after, new)}."
            names = listed(sorted(label_of(before, n) for n in went_on[old]))
            yield Change("rerouted", new, words, names, "", follows=not _known(went_on, old, told.keys()))


def _new_structure(after: Graph, node: Node) -> Change:
    if node.type == "endEvent":
        words = f"The path now ends{_after(after, node)}."
    elif node.type == "startEvent":
        words = f"The process now begins with {listed(label_of(after, n) for n in after.after(node.id)) or 'nothing'}."
    else:
        words = f"The paths now meet at {_a_type(node)}{_after(after, node)}."
    return Change("rerouted", node.id, words, after=node.type)


def _after(graph: Graph, node: Node) -> str:
    names = listed(label_of(graph, p) for p in graph.before(node.id) if p in graph.nodes)
    return f" after {names}" if names else ""


def _a_type(node: Node) -> str:
    noun = TYPES.get(node.type, "gateway")
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def flow_changes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """Conditions, defaults and labels of arrows that are in both models."""
    inherited = {f.condition for f in pairs.flows_gone if f.condition}
    labels = {plain(f.name) for f in pairs.flows_gone if plain(f.name)}
    for old, new in pairs.flows:
        where = _between(after, new)
        if plain(old.condition or "") != plain(new.condition or "") and new.condition not in inherited:
            now = quoted(new.condition or "") if plain(new.condition or "") else "no condition"
            was = quoted(old.condition or "") if plain(old.condition or "") else "none"
            words = f"The way {where} is now taken on {now} instead of {was}."
            yield Change("condition", new.id, words, old.condition, new.condition)
        same_source = pairs.nodes.get(old.source) == new.source
        if old.is_default != new.is_default and same_source:
            words = f"The way {where} is {'now' if new.is_default else 'no longer'} the one taken otherwise."
            yield Change("default", new.id, words, str(old.is_default).lower(), str(new.is_default).lower())
        if plain(old.name) != plain(new.name) and not any(label in plain(new.name) for label in labels):
            label = f"is now labelled {quoted(new.name)}" if plain(new.name) else "has no label any more"
            words = f"The way {where} {label}."
            yield Change("condition", new.id, words, old.name, new.name)


def _between(graph: Graph, flow: Flow) -> str:
    return f"from {label_of(graph, flow.source)} to {label_of(graph, flow.target)}"
