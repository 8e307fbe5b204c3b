"""From the choices on the improve page to operations, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.improve.pages.form.blanks import (
    Typed,
    anchor_of,
    asked_kinds,
    blanks_of,
    consents_of,
    field_of,
    fields_at,
    has_several,
)
from app.improve.pages.form.wish import Wish
from app.kernel.i18n import placed
from processes.called import quoted
from processes.change import KINDS, CannotChange, Operation, Parameter, operation_from
from processes.model import Model

Stored = Mapping[str, Any]


def operations_of(wish: Wish) -> list[Stored]:
    """Give the operations that the choices mean, none while too little is chosen."""
    main, found = first_of(wish), []
    for name, kind in KINDS.items():
        if main is not None and name == wish.way:
            found.append(main)
        found += [_at(kind, step, wish) for step in also_of(wish, kind)]
    return [*found, *wish.more]


def first_of(wish: Wish) -> Stored | None:
    """Give what is done to the step chosen on top of the page; None while a value is missing."""
    kind = KINDS[wish.way]
    if anchor_of(kind) and not wish.step:
        return None
    if missing(wish):
        return None
    values = {name: value for name, value in _values(kind, wish).items() if value}
    about = _at(kind, wish.step, wish)
    if anchor_of(kind) in kind.one_of and values.keys() & {*kind.one_of}:
        del about[anchor_of(kind)]
    return {**about, **values}


def missing(wish: Wish) -> list[Parameter]:
    """Give what still has to be typed or chosen for what should be done: of those of which one is needed, all."""
    kind = KINDS[wish.way]
    values = _values(kind, wish)
    none = anchor_of(kind) not in kind.one_of and not any(values.get(name) for name in kind.one_of)
    lacking = [p for p in blanks_of(kind) if not values.get(p.name)]
    return [p for p in lacking if p.required or (none and p.name in kind.one_of) or _is_needed(p, values)]


def _is_needed(parameter: Parameter, values: Mapping[str, object]) -> bool:
    """Whether what another parameter says makes one needed."""
    name, wanted = parameter.blank.when if parameter.blank is not None else ("", ())
    return bool(name) and values.get(name) in wanted


def _values(kind: type[Operation], wish: Wish) -> dict[str, object]:
    """What was typed or chosen, as programs write it; of those of which one is needed the first alone."""
    found = {p.name: _value(p, wish.value_of(field_of(p))) for p in blanks_of(kind)}
    said = [name for name in kind.one_of if found.get(name)]
    aside = {p.name for p in blanks_of(kind) if p.blank and p.blank.when[0] and not _is_needed(p, found)}
    return {name: value for name, value in found.items() if name not in said[1:] and name not in aside}


def also_of(wish: Wish, kind: type[Operation]) -> list[str]:
    """Give the further steps to which a kind is done."""
    first = wish.step if kind.kind == wish.way else ""
    return [step for step in dict.fromkeys(wish.also.get(kind.kind, ())) if step != first]


def _at(kind: type[Operation], step: str, wish: Wish) -> dict[str, Any]:
    about = {anchor_of(kind): step} if anchor_of(kind) else {}
    agreed = {p.name: step in wish.agreed.get(field_of(p), ()) for p in consents_of(kind)}
    return {"kind": kind.kind, **about, **agreed}


def _value(parameter: Parameter, typed: Typed) -> object:
    return parameter.from_several(typed) if isinstance(typed, tuple) else parameter.from_form(typed)


def wish_of(
    model: Model | None, operations: Sequence[Stored], steps: Collection[str], title: str = "", reason: str = ""
) -> Wish:
    """Give the choices that stored operations mean, for revising a proposal: first what is asked for by words.

    What is about something else than the `steps` that the form lets one choose stands beside its choices.
    """
    placed = [_placed(model, one, steps) for one in operations]
    tops = [(one, top) for one, top in placed if top]
    fitting = [one for one, _ in tops]
    main = next((one for one in fitting if not is_done_besides(one)), next(iter(fitting), None))
    rest = [one for one in fitting if one is not main]
    step = next((top for one, top in tops if one is main), "")
    wish = with_operations(Wish(step=step, title=title, reason=reason), main, rest)
    return replace(wish, more=(*wish.more, *(one for one, top in placed if not top)))


def at_a_step(wish: Wish, model: Model) -> Wish:
    """Give a wish about an event or a gateway as one at the step next to it, where the form asks for it there."""
    node, main = model.graph.nodes.get(wish.step), first_of(wish)
    if main is None or node is None or node.is_activity:
        return wish
    said, top = _placed(model, main, [one.id for one in model.graph.nodes.values() if one.is_activity])
    if not top:
        return wish
    return replace(with_operations(replace(wish, step=top), said, ()), also=wish.also, more=wish.more)


def _placed(model: Model | None, one: Stored, steps: Collection[str]) -> tuple[Stored, str]:
    """An operation as the form asks for it, and the step on top of the page with which it does; '' where it does not.

    What is done to one alone may be asked for at another step, among what could be named there instead.
    """
    kind = KINDS.get(one.get("kind", ""))
    said = [one]
    if kind is not None and anchor_of(kind) in kind.one_of and anchor_of(kind) in one:
        rest = {name: value for name, value in one.items() if name != anchor_of(kind)}
        said += [
            {**rest, p.name: [one[anchor_of(kind)]]} for p in blanks_of(kind) if p.is_many and p.name in kind.one_of
        ]
    return next(((asked, top) for asked in said if (top := _top_of(model, asked, steps))), (one, ""))


def _top_of(model: Model | None, one: Stored, steps: Collection[str]) -> str:
    """The step on top of the page with which the form has a place for all that an operation says; '' for none."""
    kind = KINDS.get(one.get("kind", ""))
    if model is None or kind is None or not _has_names_for(kind, one):
        return ""
    at = (one[anchor_of(kind)],) if anchor_of(kind) in one else _work(one, model)
    return next((step for step in at if step in steps and _can_choose(kind, one, model, step)), "")


def _work(one: Stored, model: Model) -> tuple[str, ...]:
    """The steps that an operation is about, and those next to what it is about."""
    try:
        found = operation_from(one).work(model.graph)
    except CannotChange:
        return ()
    graph = model.graph
    nodes = [graph.nodes[step] for step in found if step in graph.nodes]
    beside = (other for node in nodes for other in (*graph.after(node.id), *graph.before(node.id)))
    return tuple(dict.fromkeys((*found, *(node.attached_to or "" for node in nodes), *beside)))


def _can_choose(kind: type[Operation], one: Stored, model: Model, step: str) -> bool:
    asked = _asked(kind, one)
    try:
        if operation_from(asked) != operation_from(one):
            return False
    except CannotChange:
        return False
    one = asked
    said = [field for field in fields_at(kind, model, step) if one.get(field.parameter.name)]
    return all(field.takes(_shown(field.parameter, one[field.parameter.name])) for field in said)


def _asked(kind: type[Operation], one: Stored) -> Stored:
    """What the form asks of an operation: what another value of it leaves out follows from the rest, if at all."""
    aside = {p.name for p in blanks_of(kind) if p.blank and p.blank.when[0] and not _is_needed(p, one)}
    return {name: value for name, value in one.items() if name not in aside}


def with_operations(wish: Wish, main: Stored | None, rest: Iterable[Stored]) -> Wish:
    """Give a wish with these operations instead of its own: one for the step on top, the others besides."""
    also: dict[str, tuple[str, ...]] = {}
    more: list[Stored] = []
    agreed = dict(wish.agreed)
    for one in rest:
        if not is_done_besides(one):
            more.append(one)
            continue
        kind = KINDS[one["kind"]]
        also[kind.kind] = (*also.get(kind.kind, ()), one[anchor_of(kind)])
        agreed = _agreed(agreed, one, wish.step)
    wish = replace(wish, also=also, agreed=agreed, more=tuple(more))
    if main is None:
        return wish
    kind = KINDS[main["kind"]]
    asked = _asked(kind, main)
    values = {field_of(p): _shown(p, asked[p.name]) for p in blanks_of(kind) if p.name in asked}
    step = main.get(anchor_of(kind), wish.step)
    return replace(wish, do=kind.kind, step=step, values={**wish.values, **values}, agreed=_agreed(agreed, main, step))


def with_another(wish: Wish) -> Wish:
    """Give a wish whose choice stands beside another one, which is still to be made."""
    main = first_of(wish)
    if main is None:
        return wish
    return replace(wish, step="", bother="", do="", values={}, kept={}, more=(*wish.more, main))


def is_done_besides(one: Stored) -> bool:
    """Whether the form lets people do this to further steps, whatever is done to the first."""
    kind = KINDS.get(one.get("kind", ""))
    if kind is None or kind.about.besides is None or not _has_names_for(kind, one):
        return False
    return one.keys() <= {"kind", anchor_of(kind), *(p.name for p in consents_of(kind))}


def consents(wish: Wish, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give what is agreed to so far: the field, the step, and what to call it; `names` are those of steps."""
    for one in operations_of(wish):
        kind = KINDS.get(one["kind"])
        if kind is None:
            continue
        for p in consents_of(kind):
            if one.get(p.name) and p.blank is not None:
                step = str(one.get(anchor_of(kind), wish.step))
                yield p.blank.field, step, placed(p.blank.label, step=quoted(names.get(step, "")))


def _has_names_for(kind: type[Operation], one: Stored) -> bool:
    """Whether the form has a field for all that an operation says, where nothing stands for nothing chosen."""
    places = {anchor_of(kind), *(p.name for p in (*blanks_of(kind), *consents_of(kind)))}
    filled = all(one.get(p.name) for p in blanks_of(kind) if p.required)
    return kind.kind in asked_kinds() and one.keys() - {"kind"} <= places and filled


def _agreed(agreed: Mapping[str, tuple[str, ...]], one: Stored, top: str) -> dict[str, tuple[str, ...]]:
    kind = KINDS[one["kind"]]
    found = dict(agreed)
    for p in consents_of(kind):
        if one.get(p.name):
            found[field_of(p)] = tuple(dict.fromkeys((*found.get(field_of(p), ()), one.get(anchor_of(kind), top))))
    return found


def _shown(parameter: Parameter, value: object) -> Typed:
    """What programs wrote as it stands in the form."""
    return parameter.in_several(value) if has_several(parameter) else parameter.in_form(value)
