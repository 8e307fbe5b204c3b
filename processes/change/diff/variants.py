"""Two models that came from one: which of the steps that both have are not the same in both."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy

from lxml import etree

from processes.change.diff.compare import diff
from processes.change.diff.values import OF_NO_WORK
from processes.model import Model, parse
from processes.model.elements import BPMN

_CAME_OR_WENT = frozenset({"eliminated", "added"})
# Where people read and fill in, which another language says otherwise.
_READ = frozenset({"documentation", "form", "formData", "text"})


def unlike_steps(first: Model, second: Model, files: Collection[str] = (), *, texts: bool = True) -> frozenset[str]:
    """Give the ids of the steps of both models whose title, kind, lane, instruction, form, settings or place differ.

    A place is another one where the ways to or from a step are, unless only a neighbour came or went. `files` are the
    names and ids of files beside the models that differ: whatever step names one of them differs too. Without `texts`
    what people read and fill in does not count, as between two languages.
    """
    if not texts:
        first, second = _muted(first), _muted(second)
    both = first.graph.nodes.keys() & second.graph.nodes.keys()
    changes = (c for c in diff(first, second).changes if not c.follows and c.kind not in OF_NO_WORK | _CAME_OR_WENT)
    found = {step for change in changes for step in change.steps}
    ends = {end for one in (first, second) for f in found for end in _ends(one, f)}
    return frozenset((found | ends | _naming(second, frozenset(files))) & both)


def _muted(model: Model) -> Model:
    """Give a model without its names, instructions, notes and forms."""
    root = deepcopy(model.root)
    for element in list(root.iter(etree.Element)):
        tag = etree.QName(element)
        if tag.localname in _READ and (parent := element.getparent()) is not None:
            parent.remove(element)
        elif tag.namespace == BPMN:
            element.attrib.pop("name", "")
    return parse(etree.tostring(root))


def _ends(model: Model, flow_id: str) -> tuple[str, ...]:
    """The steps that a way joins: what changed of it is about where they stand."""
    flow = model.graph.flows.get(flow_id)
    return (flow.source, flow.target) if flow is not None else ()


def _naming(model: Model, files: frozenset[str]) -> set[str]:
    """The ids of the elements that name one of these files, by its name or by the id within it."""
    if not files:
        return set()
    found: set[str] = set()
    for element in model.root.iter(etree.Element):
        said = (*element.attrib.values(), element.text or "")
        if any(str(one).strip().rpartition(":")[2] in files for one in said):
            found |= {str(one.get("id")) for one in (element, *element.iterancestors()) if one.get("id")}
    return found
