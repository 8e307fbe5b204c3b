"""Normalising import: from a model as drawn to one that the engine runs, with a list of all that was assumed.

The model that came is never changed. *Documenting* mode asks people wherever the model leaves something open: which
way, has the time come, is the message there. *Executable* mode keeps conditions, scripts, timers, messages and
services, and `blockers` names what cannot be kept.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.assumptions import Assumption
from processes.engine.normalise import identifiers, non_flow, structure, unsupported
from processes.engine.normalise.context import Context, Element, nodes_of, same_words, tag
from processes.engine.normalise.events import definitions, instantiate, listeners, starts
from processes.engine.normalise.services import service_tasks
from processes.engine.normalise.steps import activities, adhoc, business_rule_task, cycles, forms, gateways, repetition
from processes.engine.values import Mode, Start
from processes.model import parse


@dataclass(frozen=True, slots=True)
class Normalised:
    """The runnable model and what it took to get there."""

    root: Element
    assumptions: tuple[Assumption, ...]
    blockers: tuple[Assumption, ...]
    starts: tuple[Start, ...]
    steps: int

    @property
    def xml(self) -> bytes:
        """The runnable model as bytes."""
        return etree.tostring(self.root, encoding="UTF-8")


RULES: tuple[Callable[[Context], None], ...] = (
    non_flow.clear, identifiers.apply, instantiate.apply, listeners.apply, unsupported.apply, service_tasks.clear,
    business_rule_task.clear, forms.apply, non_flow.apply, structure.apply, starts.apply, repetition.apply,
    definitions.apply, activities.apply, adhoc.apply, structure.close, gateways.apply, cycles.apply,
)  # fmt: skip


def normalise(
    root: Element, mode: Mode, files: Mapping[str, bytes] | None = None, known: Mapping[str, str] | None = None
) -> Normalised:
    """Derive the runnable model, with the files beside it and the processes it may call; the root stays as it is."""
    context = Context(copy.deepcopy(root), mode, files, known)
    with same_words():
        for rule in RULES:
            rule(context)
    steps = sum(1 for holder in context.holders() for node in nodes_of(holder) if _counts(node))
    return Normalised(context.root, tuple(context.assumptions), tuple(context.blockers), tuple(context.starts), steps)


def root_of(xml: bytes) -> Element:
    """The root of a model, read with the bounds of the model's own reader; raises Refused."""
    return parse(xml).copy_root()


def _counts(node: Element) -> bool:
    return not (node.get("id") or "").startswith("stepwell_") and bool(tag(node))
