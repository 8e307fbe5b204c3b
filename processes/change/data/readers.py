"""Who reads a field of the case: conditions, scripts, mappings, decision tables, message keys, later forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes import decisions
from processes.change.data.names import reads
from processes.change.data.texts import Said, texts
from processes.change.draft import Draft, Element, kind
from processes.change.formfields.finding import forms
from processes.change.names import label_of
from processes.decisions.asked import decision_of
from processes.messages import _, placed
from processes.model.elements import NODES
from processes.model.graph import CONTAINERS, Graph
from processes.model.typed import graph_of

MOST = 400


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads a field: the element it is said at, and words for it; a later form asks for it `again`."""

    element: str
    words: str
    again: bool = False


_AT_STEP: Mapping[str, str] = {
    "script": _("the script of {step}"), "repeats": _("how often {step} is done"), "time": _("the time of {step}"),
    "key": _("the message key of {step}"), "mapping": _("what is handed over at {step}"),
    "text": _("the instruction of {step}"), "condition": _("the condition of {step}"),
    "setting": _("a setting of {step}"),
}  # fmt: skip
_ON_WAY = _("the condition on the way from {source} to {target}")
_KEY, _ELSEWHERE = _("a message key"), _("a setting of the process")
_TABLE, _FORM = _("the decision table of {step}"), _("the form of {step}")


def readers(draft: Draft, step: str, field: str) -> list[Reader]:
    """Who reads a field that a step asks for, each once; nobody where an earlier step asks for it too."""
    graph, said = graph_of(draft.root), dict(forms(draft))
    asking = {one for one, form in said.items() if form.field(field) is not None}
    own = said[step].key if step in said else step
    others = {one for one in asking if said[one].key != own}
    after = _reached(graph, step)
    before = {one for one in others if step in _reached(graph, one)}
    if before - after:
        return []
    there = {"", step, *after, *(flow.id for flow in graph.flows.values() if flow.source in (step, *after))}
    found = [one for one in (*_of_texts(draft, graph, field), *_of_tables(draft, graph, field)) if one.element in there]
    later = (Reader(one, placed(_FORM, step=label_of(graph, one)), True) for one in others if one in after - before)
    return list(dict.fromkeys([*found, *later]))[:MOST]


def _of_texts(draft: Draft, graph: Graph, field: str) -> Iterator[Reader]:
    for said in texts(draft.root):
        if reads(said.text, field, script=said.use == "script"):
            yield _reader(draft, graph, said)


def _reader(draft: Draft, graph: Graph, said: Said) -> Reader:
    around = (said.at, *said.at.iterancestors())
    holder = next((e for e in around if kind(e) in NODES or kind(e) == "sequenceFlow"), None)
    if holder is None:
        key = said.use == "key" or any("orrelation" in kind(e) or kind(e) == "message" for e in around)
        return Reader("", _KEY if key else _ELSEWHERE)
    identity = str(holder.get("id"))
    if kind(holder) == "sequenceFlow":
        source, target = draft.ends(holder)
        words = placed(_ON_WAY, source=label_of(graph, source), target=label_of(graph, target))
        return Reader(identity, words)
    return Reader(identity, placed(_AT_STEP[said.use], step=label_of(graph, identity)))


def _of_tables(draft: Draft, graph: Graph, field: str) -> Iterator[Reader]:
    """The tables that steps ask, where the files with them came along."""
    asked = [(node, found) for node in draft.all("businessRuleTask") if (found := decision_of(node)) is not None]
    known = decisions.decisions_in(dict(draft.files)) if asked and draft.files else {}
    for node, wanted in asked:
        one = next((d for d in known.values() if wanted.id in (d.id, d.name)), None)
        paths = decisions.input_fields(known, one.id) if one is not None else {}
        if not _is_mapped(node, field) and any(_meets(path, field) for path in paths):
            yield Reader(str(node.get("id")), placed(_TABLE, step=label_of(graph, str(node.get("id")))))


def _meets(path: str, field: str) -> bool:
    """Whether one of two names leads to the other, or they are the same."""
    return path == field or path.startswith(f"{field}.") or field.startswith(f"{path}.")


def _is_mapped(node: Element, field: str) -> bool:
    """Whether a step is given a value of this name by a mapping of its own: that is what its table reads."""
    rows = (
        e for e in node.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in ("input", "inputParameter")
    )
    return any((row.get("target") or row.get("name")) == field for row in rows)


def _reached(graph: Graph, start: str) -> set[str]:
    """The nodes that can come after one: along ways, into sub-processes, out of them and past their events."""
    found: set[str] = set()
    process = graph.nodes[start].process if start in graph.nodes else ""
    hosted: dict[str, list[str]] = {}
    for event in graph.nodes.values():
        if event.attached_to:
            hosted.setdefault(event.attached_to, []).append(event.id)
    todo = [start, *(n.id for n in graph.nodes.values() if n.triggered_by_event and n.process == process)]
    found |= {*todo[1:]}
    while todo:
        one = todo.pop()
        node = graph.nodes.get(one)
        if node is None:
            continue
        ahead = [*graph.after(one), *hosted.get(one, ())]
        if node.type in CONTAINERS:
            ahead += [inner.id for inner in graph.scopes.get(one, ())]
        if node.scope in graph.nodes:
            ahead += graph.after(node.scope)
        fresh = [other for other in ahead if other not in found]
        found.update(fresh)
        todo += fresh
    return found


def said_of(readers: list[Reader]) -> list[str]:
    """The readers in words, those that read alike once."""
    return list(dict.fromkeys(one.words for one in readers))
