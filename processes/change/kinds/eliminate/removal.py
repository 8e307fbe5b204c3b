"""Eliminating a step: its arrows join, everything that named it goes, nothing else moves."""

from __future__ import annotations

from processes.change.draft import Draft
from processes.change.kinds.eliminate.anchors import anchors
from processes.change.kinds.eliminate.cascade import drop_attached, drop_callers
from processes.change.kinds.eliminate.refusals import check, find_step
from processes.change.kinds.eliminate.rewire import rewire


def eliminate(draft: Draft, step: str, cascade: bool = False, also: frozenset[str] = frozenset()) -> None:
    """Take a step out of a draft; raises `CannotChange`, after which the draft is of no use.

    `also` are the other steps that the same proposal eliminates: what only they would miss is no reason to refuse.
    """
    at = anchors(draft, find_step(draft, step))
    check(draft, at, cascade, also)
    drop_attached(draft, at)
    drop_callers(draft, at)
    at = anchors(draft, at.step)
    rewire(draft, at)
    for flow in draft.flows():
        if at.inside & set(draft.ends(flow)):
            draft.drop_flow(flow)
    draft.drop_node(at.step)
    draft.undock()
