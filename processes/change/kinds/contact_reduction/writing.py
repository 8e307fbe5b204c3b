"""Two exchanges with the same partner made one, on both sides."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from lxml import etree

from processes.change.contract import node_of
from processes.change.data.documents import data_still_read
from processes.change.data.names import reads
from processes.change.data.texts import texts
from processes.change.draft import Draft, Element, kind
from processes.change.formfields.finding import forms
from processes.change.kinds.contact_reduction.exchange import Exchange, answer_to, exchange_at
from processes.change.kinds.contact_reduction.order import order_of
from processes.change.kinds.eliminate.refusals import CODES as ELIMINATE_CODES
from processes.change.kinds.eliminate.removal import take_out
from processes.change.kinds.merge.apart import keep_apart_from
from processes.change.kinds.merge.settings import join_settings, settings_clash
from processes.change.kinds.merge.writing import CODES as MERGE_CODES
from processes.change.kinds.merge.writing import (
    check_once,
    check_who,
    done_otherwise,
    join_instructions,
    joined_name,
)
from processes.change.names import listed, quoted
from processes.change.refusal import CannotChange, Choice
from processes.change.structure.paths import called
from processes.messages import _
from processes.model.graph import ACTIVITIES

_OF_WHO_DOES_IT = (
    "NOT_THE_SAME_LANE", "NOT_THE_SAME_PEOPLE", "KEPT_APART", "NOT_THE_SAME_TYPE", "DONE_SEVERAL_TIMES",
)  # fmt: skip
CODES = {
    **ELIMINATE_CODES,
    **{code: MERGE_CODES[code] for code in _OF_WHO_DOES_IT},
    "NO_EXCHANGE": "the step exchanges no message with one partner",
    "OTHER_PARTNER": "the two steps exchange messages with different partners",
    "OTHER_DIRECTION": "one of the steps sends and the other receives",
    "NOT_IN_ORDER": "one of the two exchanges does not always come before the other",
    "ONLY_SOMETIMES": "the second exchange is not done each time that the first is",
    "DEPENDS_ON_BETWEEN": "what is sent later depends on what is done before it",
    "EXCHANGE_BETWEEN": "other messages are exchanged with the same partner between the two",
    "BOTH_HAVE_SETTINGS": "both steps have settings of their own, such as a form, that cannot be joined",
}
_BY_PEOPLE = frozenset({"task", "userTask", "manualTask"})
_OF_MESSAGES = ("messageRef", "operationRef", "implementation", "instantiate")


def reduce_contacts(
    draft: Draft, steps: Sequence[str], title: str, cascade: bool, also: frozenset[str], keep: Choice
) -> None:  # fmt: skip
    """Let the first exchange hold what the second did; raises `CannotChange`."""
    first, second = (_exchange(draft, one, keep) for one in steps)
    _check_alike(draft, first, second, keep)
    merged = [(first, second)]
    answers = answer_to(draft, first), answer_to(draft, second)
    if answers[0] is not None and answers[1] is not None:
        merged.append((answers[0], answers[1]))
    joined = [*_nodes(draft, merged)]
    for kept, gone in joined:
        _check_between(draft, kept, gone, [one for pair in joined for one in pair], cascade, keep)
        _check_doing(draft, kept, gone, keep)
    for kept, gone in joined:
        _join(draft, kept, gone, keep)
    if title:
        first.node.set("name", title)
    for one, other in merged:
        name = joined_name([message.get("name") or "" for message in (*one.messages, *other.messages)])
        if name:
            one.messages[0].set("name", name)
    _take_out(draft, [gone for _kept, gone in joined], cascade, also)


def _exchange(draft: Draft, step: str, keep: Choice) -> Exchange:
    node = node_of(draft, step)
    found = exchange_at(draft, node)
    if found is None:
        words = _("No message is drawn between {step} and one partner. Draw it first, or choose another step.",
                  step=called(node))  # fmt: skip
        raise CannotChange("NO_EXCHANGE", words, step, (keep,))
    return found


def _check_alike(draft: Draft, first: Exchange, second: Exchange, keep: Choice) -> None:
    names = {"first": called(first.node), "second": called(second.node)}
    if first.partner != second.partner:
        partners = [_partner(draft, one.partner) for one in (first, second)]
        words = _("{first} is about {partner}, and {second} about {other}. Choose two with the same partner.",
                  partner=partners[0], other=partners[1], **names)  # fmt: skip
        raise CannotChange("OTHER_PARTNER", words, first.id, (keep,))
    if first.sends != second.sends:
        words = _("{first} and {second} do not both send, or both receive. Choose two in the same direction.", **names)
        raise CannotChange("OTHER_DIRECTION", words, first.id, (keep,))


def _partner(draft: Draft, identity: str) -> str:
    pool = draft.elements.get(identity)
    return quoted((pool.get("name") if pool is not None else "") or identity)


def _nodes(draft: Draft, merged: Sequence[tuple[Exchange, Exchange]]) -> Iterator[tuple[Element, Element]]:
    """The steps that become one, on both sides."""
    for first, second in merged:
        yield first.node, second.node
        if first.others and second.others and second.others[0] is not first.others[0]:
            yield first.others[0], second.others[0]


def _check_between(
    draft: Draft, kept: Element, gone: Element, known: Sequence[Element], cascade: bool, keep: Choice
) -> None:  # fmt: skip
    """Refuse where something between the two bears on what is sent, or received, later."""
    order = order_of(draft, kept, gone)
    names = {"first": called(kept), "second": called(gone)}
    if not (order.follows and order.always_before):
        words = _("{first} does not always come before {second}. Choose two of which one follows the other.", **names)
        raise CannotChange("NOT_IN_ORDER", words, str(gone.get("id")), (keep,))
    if not order.always_after and not cascade:
        words = _("{second} is not done each time that {first} is: then it would always be.", **names)
        agreed = Choice("cascade", _("Do it always"))
        raise CannotChange("ONLY_SOMETIMES", words, str(gone.get("id")), (agreed, keep))
    between = [node for node in order.between if not any(node is one for one in known)]
    needed = [node for node in between if _is_needed(draft, node, gone)]
    if needed:
        words = _("{step} needs what {steps} finds out. It cannot be said any earlier.",
                  step=called(gone), steps=listed(map(called, needed)))  # fmt: skip
        raise CannotChange("DEPENDS_ON_BETWEEN", words, str(gone.get("id")), (keep,))
    found = exchange_at(draft, gone)
    partner = found.partner if found is not None else ""
    others = [node for node in between if (one := exchange_at(draft, node)) is not None and one.partner == partner]
    if others and not cascade:
        steps = listed(map(called, others))
        words = _(
            "Between {first} and {second} there is more with {partner}: {steps}. What comes later may depend on it.",
            partner=_partner(draft, partner), steps=steps, **names,
        )  # fmt: skip
        agreed = Choice("cascade", _("It does not depend on {steps}", steps=steps))
        raise CannotChange("EXCHANGE_BETWEEN", words, str(gone.get("id")), (agreed, keep))


def _check_doing(draft: Draft, kept: Element, gone: Element, keep: Choice) -> None:
    """Refuse where what the second did would be done by others, by nobody, or more often than before."""
    for step in (kept, gone):
        check_once(step, keep)
    if (kind(kept) in _BY_PEOPLE) != (kind(gone) in _BY_PEOPLE):
        raise done_otherwise(kept, gone, keep)
    if {kind(kept), kind(gone)} <= ACTIVITIES:
        check_who(draft, kept, gone, keep)


def _is_needed(draft: Draft, node: Element, later: Element) -> bool:
    """Whether a step reads what another one writes: documents, fields of its form, results."""
    read = data_still_read(draft, node, frozenset())
    if read is not None and any(one is later for one in read[1]):
        return True
    fields = {*_results(node)}
    form = next((form for step, form in forms(draft) if step == node.get("id")), None)
    if form is not None:
        fields |= {field.name for field in form.fields()}
    return any(reads(said.text, field, script=said.use == "script") for said in texts(later) for field in fields)


def _results(node: Element) -> Iterator[str]:
    """The names that a step gives to what comes of it."""
    for one in node.iter(etree.Element):
        local = str(one.tag).rpartition("}")[2]
        given = {"outputParameter": "name", "output": "target"}.get(local, "")
        if given and one.get(given):
            yield str(one.get(given))
        for name, value in one.attrib.items():
            if str(name).endswith(("resultVariable", "resultVariableName")):
                yield str(value)


def _join(draft: Draft, kept: Element, gone: Element, keep: Choice) -> None:
    """Let a step be called and say what both did; what only says which message it is about does not count."""
    other = copy.deepcopy(gone)
    for name in _OF_MESSAGES:
        other.attrib.pop(name, "")
    for child in [child for child in other if kind(child).endswith("EventDefinition")]:
        other.remove(child)
    if settings_clash(kept, other):
        words = _(
            "{first} and {second} both have settings of their own, such as a form. Join these in the model first.",
            first=called(kept), second=called(gone),
        )  # fmt: skip
        raise CannotChange("BOTH_HAVE_SETTINGS", words, str(kept.get("id")), (keep,))
    name = joined_name([kept.get("name") or "", gone.get("name") or ""])
    if name:
        kept.set("name", name)
    join_instructions(kept, other)
    join_settings(kept, other)
    keep_apart_from(draft, kept, gone)


def _take_out(draft: Draft, nodes: Sequence[Element], cascade: bool, also: frozenset[str]) -> None:
    also = also | {str(node.get("id")) for node in nodes}
    for node in nodes:
        if node.getparent() is not None:
            take_out(draft, [node], cascade, also)
