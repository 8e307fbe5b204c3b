"""BPMN XML to a typed graph that keeps ids, extensions and layout; hostile XML refused; soundness."""

from __future__ import annotations

from processes.model.graph import Bounds, Finding, Flow, Graph, Lane, MessageFlow, Node, Note, Pool
from processes.model.identify import ensure_ids
from processes.model.intake.prefilter import Refused
from processes.model.layout import thumbnail, with_diagram
from processes.model.outline import OutlineItem, outline
from processes.model.read import Model, duplicate_ids, parse
from processes.model.soundness import Verdict, findings, soundness
from processes.model.write import write

__all__ = [
    "Bounds", "Finding", "Flow", "Graph", "Lane", "MessageFlow", "Model", "Node", "Note", "OutlineItem", "Pool",
    "Refused", "Verdict", "duplicate_ids", "ensure_ids", "findings", "outline", "parse", "soundness",
    "thumbnail", "with_diagram", "write",
]  # fmt: skip
