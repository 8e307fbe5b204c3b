"""Taking out what was named: steps in a row, events, a whole block, or the gateways around what stays."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.contract import node_of
from processes.change.draft import Draft, Element, kind
from processes.change.kinds.eliminate.anchors import Anchors, anchors, title
from processes.change.kinds.eliminate.cascade import drop_all, drop_attached, drop_callers, path_of
from processes.change.kinds.eliminate.ends import check_ends
from processes.change.kinds.eliminate.pair import forget_choice, pair_of, pair_with, take_out_pair
from processes.change.kinds.eliminate.refusals import check, check_path
from processes.change.kinds.eliminate.rewire import may_join_at, rewire
from processes.change.names import listed
from processes.change.refusal import KEEP, CannotChange, Choice
from processes.messages import _
from processes.model.graph import GATEWAYS


def eliminate(draft: Draft, wanted: Sequence[str], cascade: bool = False, also: frozenset[str] = frozenset()) -> None:
    """Take nodes out of a draft; raises `CannotChange`, after which the draft is of no use.

    `also` are the others that the same proposal eliminates: what only they would miss is no reason to refuse.
    """
    named = [node_of(draft, one) for one in wanted if one in draft.elements or one not in also]
    also = also | {str(node.get("id")) for node in named}
    _of_one_scope(named)
    for event in [node for node in named if kind(node) == "boundaryEvent"]:
        _take_out_event(draft, event, cascade, also)
    nodes = [node for node in named if node.getparent() is not None]
    if not nodes:
        draft.undock()
    elif (pair := pair_of(draft, nodes)) is not None:
        take_out_pair(draft, pair, [node for node in nodes if kind(node) not in GATEWAYS], cascade, also)
    else:
        take_out(draft, nodes, cascade, also)


def take_out(draft: Draft, nodes: Sequence[Element], cascade: bool, also: frozenset[str]) -> None:
    """Take nodes out that stand together, and lead the ways past them."""
    at = anchors(draft, *nodes)
    _stand_together(draft, at)
    _check_gateways(draft, at)
    check_ends(draft, at)
    check(draft, at, cascade, also)
    drop_attached(draft, at)
    drop_callers(draft, at)
    at = anchors(draft, *(step for step in at.steps if step.getparent() is not None))
    if kind(at.step) in GATEWAYS and any(draft.ends(flow)[0] == at.id for flow in at.circles):
        for flow in at.outgoing:
            forget_choice(flow)
    rewire(draft, at)
    for flow in draft.flows():
        if at.inside & set(draft.ends(flow)):
            draft.drop_flow(flow)
    for step in at.steps:
        draft.drop_node(step)
    draft.undock()


def _take_out_event(draft: Draft, event: Element, cascade: bool, also: frozenset[str]) -> None:
    """Take out an event at the border of a step, with what only it leads to."""
    scope = event.getparent()
    if scope is None:
        return
    check_path(draft, scope, event, cascade, also)
    path = path_of(draft, scope, [event])
    for one in (event, *path):
        check(draft, anchors(draft, one), cascade, also | {str(other.get("id")) for other in path})
    drop_all(draft, [event, *path])


def _of_one_scope(nodes: Sequence[Element]) -> None:
    if any(node.getparent() is not nodes[0].getparent() for node in nodes):
        raise _not_together(nodes)


def _stand_together(draft: Draft, at: Anchors) -> None:
    """Refuse nodes between which others stand, and those that are left at more than one place."""
    met, todo = set[str](), [str(at.steps[0].get("id"))]
    beside: dict[str, list[str]] = {}
    for flow in at.circles:
        source, target = draft.ends(flow)
        beside.setdefault(source, []).append(target)
        beside.setdefault(target, []).append(source)
    while todo:
        here = todo.pop()
        if here not in met:
            met.add(here)
            todo += beside.get(here, ())
    if at.ids - met:
        raise _not_together(at.steps)
    exits = {draft.ends(flow)[0] for flow in at.outgoing}
    entries = {draft.ends(flow)[1] for flow in at.incoming}
    branches = any(kind(step) in GATEWAYS for step in at.steps) and len(at.steps) > 1
    if len(exits) > 1 or (branches and len(entries) > 1):
        words = _(
            "{steps} are entered or left at more than one place. Choose steps with one way in and one way out.",
            steps=at.called,
        )
        raise CannotChange("NOT_SESE", words, at.id, (*_apart(at.steps), KEEP))


def _check_gateways(draft: Draft, at: Anchors) -> None:
    """Refuse to take out a gateway at which ways from outside meet or part: what is meant by that is nowhere else."""
    entered = [draft.elements[draft.ends(flow)[1]] for flow in at.incoming]
    left = [draft.elements[draft.ends(flow)[0]] for flow in at.outgoing]
    meets = [node for node in entered if kind(node) in GATEWAYS and entered.count(node) > 1]
    parts = [node for node in left if kind(node) in GATEWAYS and left.count(node) > 1]
    if meets and not parts and len(at.outgoing) == 1 and kind(meets[0]) == "exclusiveGateway":
        after = draft.elements.get(draft.ends(at.outgoing[0])[1])
        meets = [] if after is not None and may_join_at(draft, at, after) else meets
    if not meets and not parts:
        return
    gateway = (parts or meets)[0]
    both = pair_with(draft, gateway)
    words = (
        _("Ways part at {gateway}. It can only go together with the one at which they meet.", gateway=title(gateway))
        if parts
        else _(
            "Ways meet at {gateway}. It can only go together with the one at which they part.", gateway=title(gateway)
        )
    )
    choices = [KEEP]
    if both is not None:
        names = listed(title(one) for one in (both.first, both.last))
        ids = (str(both.first.get("id")), str(both.last.get("id")))
        choices.insert(0, Choice("only", _("Take out {steps}", steps=names), ids))
    raise CannotChange("GATEWAY_OF_A_PAIR", words, str(gateway.get("id")), tuple(choices))


def _not_together(nodes: Sequence[Element]) -> CannotChange:
    words = _(
        "{steps} do not follow one another on one path. Choose steps in a row.",
        steps=listed(title(node) for node in nodes),
    )
    return CannotChange("NOT_A_SEQUENCE", words, str(nodes[0].get("id")), (*_apart(nodes), KEEP))


def _apart(nodes: Sequence[Element]) -> tuple[Choice, ...]:
    """To take out each by itself, where work is done at all of them."""
    if any(kind(node) in GATEWAYS for node in nodes):
        return ()
    return (Choice("apart", _("Take out each of them by itself"), tuple(str(node.get("id")) for node in nodes)),)
