"""Letting one step say, ask and read what two did."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.connect import lead_from
from processes.change.draft.nodes import lane_of
from processes.change.draft.tags import full_text
from processes.change.drawing.moving import dock_again, lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.kinds.merge.apart import is_apart, keep_apart_from
from processes.change.kinds.merge.settings import join_settings, settings_clash
from processes.change.names import plain, quoted
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import (
    Path,
    called,
    nothing_attached,
    only_work,
    path_of,
    without_conditions,
)
from processes.messages import _
from processes.model.assignment import attributes_in

CODES = {
    **structural(
        "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "NOT_A_TASK", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW",
        "CONDITION_CANNOT_MOVE", "BOUNDARY_EVENT_ATTACHED",
    ),
    "NOT_THE_SAME_LANE": "the two steps are done by different lanes",
    "NOT_THE_SAME_PEOPLE": "the two steps themselves name others who do them",
    "KEPT_APART": "one of the two steps is not for who did the other one",
    "NOT_THE_SAME_TYPE": "the two steps are done in different ways, by people and by a service",
    "DONE_SEVERAL_TIMES": "the step is done several times in a row or at once",
    "BOTH_HAVE_SETTINGS": "both steps have settings of their own, such as a form, that cannot be joined",
}  # fmt: skip
_BY_PEOPLE = frozenset({"userTask", "task"})
_WHO = ("assignee", "candidateUsers", "candidateGroups")


def joined_name(names: Sequence[str]) -> str:
    """What one step is called that does the work of several, where nobody says it."""
    return " + ".join(dict.fromkeys(name for one in names if (name := plain(one))))


def joined_text(first: str, second: str) -> str:
    """An instruction that says what two said."""
    return "\n\n".join(dict.fromkeys(text for one in (first, second) if (text := one.strip())))


def may_merge(draft: Draft, steps: Sequence[str]) -> bool:
    """Whether two steps could be one."""
    try:
        _check(draft, steps, Choice("keep", ""))
    except CannotChange:
        return False
    return True


def merge(draft: Draft, steps: Sequence[str], title: str, keep: Choice) -> None:
    """Make one step of two; raises `CannotChange`."""
    path = _check(draft, steps, keep)
    first, second = path.steps
    first.set("name", title or joined_name([step.get("name") or "" for step in path.steps]))
    join_instructions(first, second)
    join_settings(first, second)
    keep_apart_from(draft, first, second)
    moved = _join_links(draft, first, second)
    lead_from(draft, path.out, first)
    draft.drop_flow(path.between[0])
    draft.drop_node(second)
    draft.undock()
    sheet = Sheet.of(draft, first, first.getparent())
    if sheet is not None:
        lead_again(draft, sheet.plane, sheet.scope, (path.out,))
        dock_again(draft, sheet.plane, sheet.scope, moved)


def _check(draft: Draft, steps: Sequence[str], keep: Choice) -> Path:
    path = path_of(draft, steps, keep)
    only_work(path.steps, keep)
    without_conditions(draft, path.between, keep)
    first, second = path.steps
    nothing_attached(draft, (second,), keep)
    for step in path.steps:
        if not kind(step).lower().endswith("task"):
            words = _("{step} holds other steps, or is no step at all. Choose a single step.", step=called(step))
            raise CannotChange("NOT_A_TASK", words, str(step.get("id")), (keep,))
        check_once(step, keep)
    names = {"first": called(first), "second": called(second)}
    if kind(first) != kind(second) and not {kind(first), kind(second)} <= _BY_PEOPLE:
        raise done_otherwise(first, second, keep)
    check_who(draft, first, second, keep)
    if settings_clash(first, second):
        words = _(
            "{first} and {second} both have settings of their own, such as a form. Join these in the model first.",
            **names,
        )
        raise CannotChange("BOTH_HAVE_SETTINGS", words, steps[0], (keep,))
    return path


def check_once(step: Element, keep: Choice) -> None:
    """Raise `CannotChange` where a step is done several times."""
    if any(kind(child).endswith("LoopCharacteristics") for child in step):
        words = _("{step} is done several times. Let it be done once only first.", step=called(step))
        raise CannotChange("DONE_SEVERAL_TIMES", words, str(step.get("id")), (keep,))


def done_otherwise(first: Element, second: Element, keep: Choice) -> CannotChange:
    """The refusal of two steps of which people do one and a service the other."""
    words = _(
        "{first} and {second} are not done in the same way. Let both be done by people first.",
        first=called(first), second=called(second),
    )  # fmt: skip
    return CannotChange("NOT_THE_SAME_TYPE", words, str(first.get("id")), (keep,))


def check_who(draft: Draft, first: Element, second: Element, keep: Choice) -> None:
    """Raise `CannotChange` where two steps are done by others, or have to be."""
    names = {"first": called(first), "second": called(second)}
    if is_apart(first, second) or is_apart(second, first):
        words = _(
            "{first} and {second} are to be done by different people, so that one of them checks. Leave them apart.",
            **names,
        )
        raise CannotChange("KEPT_APART", words, str(first.get("id")), (keep,))
    said = [[attributes_in(step).get(who) for who in _WHO] for step in (first, second)]
    if said[0] != said[1]:
        words = _("{first} and {second} name others who do them. Let both name the same in the model first.", **names)
        raise CannotChange("NOT_THE_SAME_PEOPLE", words, str(first.get("id")), (keep,))
    lane, other = lane_of(draft, first), lane_of(draft, second)
    if lane is other:
        return
    words = _("{first} and {second} are done by different people. Give both to the same first.", **names)
    ways: tuple[Choice, ...] = (keep,)
    if lane is not None and other is not None and not any(said[1]):
        give = _(
            "Give {step} to {lane} first", step=called(second), lane=quoted(lane.get("name") or lane.get("id") or "")
        )
        ways = (Choice("reassign", give, (str(second.get("id")), str(lane.get("id")))), keep)
    raise CannotChange("NOT_THE_SAME_LANE", words, str(first.get("id")), ways)


def join_instructions(first: Element, second: Element) -> None:
    """Let the instruction of one step say what that of another says, too."""
    own, other = first.find(BPMN + "documentation"), second.find(BPMN + "documentation")
    if other is None or not full_text(other):
        return
    said = ["".join(str(part) for part in one.itertext()) if one is not None else "" for one in (own, other)]
    if own is None:
        own = etree.Element(BPMN + "documentation")
        own.tail = first.text if len(first) else None
        first.insert(0, own)
    for inner in list(own):
        own.remove(inner)
    own.text = joined_text(*said)


def _join_links(draft: Draft, first: Element, second: Element) -> list[Element]:
    """Let messages, notes and documents that are tied to the second step be tied to the first; gives what was."""
    identity, gone = str(first.get("id")), str(second.get("id"))
    moved = []
    for tag in ("messageFlow", "association"):
        for link in draft.all(tag):
            for end in ("sourceRef", "targetRef"):
                if draft.ref(link.get(end)) == gone:
                    link.set(end, identity)
                    moved.append(link)
    return [*moved, *(child for child in first if kind(child) in ("dataInputAssociation", "dataOutputAssociation"))]
