"""Paths that lead elsewhere, and what they are taken on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from processes.change.diff.graph.match import Matching
from processes.change.diff.graph.paths import FAR, followed, following
from processes.change.diff.graph.steps import is_structure
from processes.change.diff.values import Change
from processes.change.names import GATEWAY, TYPES, label_of, listed, plain, quoted, sentence
from processes.messages import _, placed
from processes.model.graph import Flow, Graph, Node

_OTHERWISE = _("The way from {source} to {target} is now the one taken otherwise.")
_NO_LONGER = _("The way from {source} to {target} is no longer the one taken otherwise.")


def reroutes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """One change for every step that now follows others, and for every place where paths begin, end or meet anew."""
    told = _steps_in_both(pairs, before, after)
    yield from _followers(before, after, pairs, told)
    yield from _ends(before, after, pairs, told)
    for node in pairs.new:
        if is_structure(node):
            yield _new_structure(after, node)
    for node in pairs.gone:
        around = {*before.before(node.id), *before.after(node.id)}
        if is_structure(node) and around & told.keys():
            kind, steps = sentence(_a_type(node)), _steps_before(before, node)
            words = _("{kind} is gone.", kind=kind)
            if steps:
                words = _("{kind} is gone after {steps}.", kind=kind, steps=steps)
            yield Change("rerouted", node.id, words, before=node.type)


def _steps_in_both(pairs: Matching, before: Graph, after: Graph) -> Mapping[str, str]:
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
            follows={told[p] for p in _nearest_of(was_after, old, told.keys())} == _nearest_of(is_after, new, there),
        )  # fmt: skip


def _nearest_of(steps: Mapping[str, frozenset[str]], start: str, known: Collection[str]) -> set[str]:
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
        return _("{step} can now follow itself.", step=name)
    if gained:
        return _("{step} now follows {steps}.", step=name, steps=listed(label_of(after, p) for p in gained))
    if follows:
        steps = listed(sorted(label_of(before, p) for p in lost))
        return _("{step} no longer follows {steps}.", step=name, steps=steps)
    if after.nodes[step].type == "boundaryEvent":
        return _("{step} is reached in another way.", step=name)
    return _("{step} now begins the process.", step=name)


def _ends(before: Graph, after: Graph, pairs: Matching, told: Mapping[str, str]) -> Iterator[Change]:
    went_on, goes_on = following(before), following(after)
    for old, new in told.items():
        if went_on.get(old) and new in goes_on and not goes_on[new]:
            words = _("The path now ends after {steps}.", steps=label_of(after, new))
            names = listed(sorted(label_of(before, n) for n in went_on[old]))
            yield Change("rerouted", new, words, names, "", follows=not _nearest_of(went_on, old, told.keys()))


def _new_structure(after: Graph, node: Node) -> Change:
    return Change("rerouted", node.id, _new_words(after, node, _steps_before(after, node)), after=node.type)


def _new_words(after: Graph, node: Node, steps: str) -> str:
    if node.type == "endEvent":
        return _("The path now ends after {steps}.", steps=steps) if steps else _("The path now ends.")
    if node.type == "startEvent":
        first = listed(label_of(after, n) for n in after.after(node.id))
        if first:
            return _("The process now begins with {steps}.", steps=first)
        return _("The process now begins with nothing.")
    if len(node.incoming) == 1 and len(node.outgoing) > 1 and steps:
        return _("The paths now part at {kind} after {steps}.", kind=_a_type(node), steps=steps)
    if steps:
        return _("The paths now meet at {kind} after {steps}.", kind=_a_type(node), steps=steps)
    return _("The paths now meet at {kind}.", kind=_a_type(node))


def _steps_before(graph: Graph, node: Node) -> str:
    return listed(label_of(graph, p) for p in graph.before(node.id) if p in graph.nodes)


def _a_type(node: Node) -> str:
    return TYPES.get(node.type, GATEWAY)


def flow_changes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """Conditions, defaults and labels of arrows that are in both models."""
    inherited = {f.condition for f in pairs.flows_gone if f.condition}
    labels = {plain(f.name) for f in pairs.flows_gone if plain(f.name)}
    for old, new in pairs.flows:
        if plain(old.condition or "") != plain(new.condition or "") and new.condition not in inherited:
            words = _condition_words(old.condition or "", new.condition or "", _between(after, new))
            yield Change("condition", new.id, words, old.condition, new.condition)
        same_source = pairs.nodes.get(old.source) == new.source
        if old.is_default != new.is_default and same_source:
            said = _OTHERWISE if new.is_default else _NO_LONGER
            words = placed(said, **_between(after, new))
            yield Change("default", new.id, words, str(old.is_default).lower(), str(new.is_default).lower())
        if plain(old.name) != plain(new.name) and not any(label in plain(new.name) for label in labels):
            words = _("The way from {source} to {target} has no label any more.", **_between(after, new))
            if plain(new.name):
                ends = _between(after, new)
                words = _("The way from {source} to {target} is now labelled {label}.", label=quoted(new.name), **ends)
            yield Change("condition", new.id, words, old.name, new.name)


def _condition_words(was: str, now: str, ends: Mapping[str, str]) -> str:
    if not plain(now):
        said = _("The way from {source} to {target} is now taken on no condition instead of {was}.")
        return placed(said, was=quoted(was), **ends)
    if not plain(was):
        said = _("The way from {source} to {target} is now taken on {now} instead of none.")
        return placed(said, now=quoted(now), **ends)
    said = _("The way from {source} to {target} is now taken on {now} instead of {was}.")
    return placed(said, now=quoted(now), was=quoted(was), **ends)


def _between(graph: Graph, flow: Flow) -> Mapping[str, str]:
    return {"source": label_of(graph, flow.source), "target": label_of(graph, flow.target)}
