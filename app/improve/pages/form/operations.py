"""From the choices on the improve page to operations, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.improve.pages.form.blanks import Typed, anchor_of, blanks_of, consents_of, field_of
from app.improve.pages.form.wish import Wish
from app.kernel.i18n import placed
from processes.called import quoted
from processes.change import KINDS, Operation

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
    values = {p: _value(wish.values.get(field_of(p), ""), p.asked_as) for p in blanks_of(kind)}
    if any(p.required and not value for p, value in values.items()):
        return None
    return {**_at(kind, wish.step, wish), **{p.name: value for p, value in values.items() if value}}


def also_of(wish: Wish, kind: type[Operation]) -> list[str]:
    """Give the further steps to which a kind is done."""
    first = wish.step if kind.kind == wish.way else ""
    return [step for step in dict.fromkeys(wish.also.get(kind.kind, ())) if step != first]


def _at(kind: type[Operation], step: str, wish: Wish) -> Stored:
    about = {anchor_of(kind): step} if anchor_of(kind) else {}
    agreed = {p.name: step in wish.agreed.get(field_of(p), ()) for p in consents_of(kind)}
    return {"kind": kind.kind, **about, **agreed}


def _value(typed: Typed, asked_as: str) -> object:
    """What was typed as programs write it."""
    if asked_as == "flag":
        return bool(typed)
    return list(typed) if isinstance(typed, tuple) else typed


def wish_of(operations: Sequence[Stored], steps: Collection[str], title: str = "", reason: str = "") -> Wish:
    """Give the choices that stored operations mean, for revising a proposal: first what is asked for by words.

    What is about something else than the `steps` that the form lets one choose stands beside its choices.
    """
    fitting = [one for one in operations if _fits(one) and one.get(anchor_of(KINDS[one["kind"]])) in steps]
    main = next((one for one in fitting if not is_done_besides(one)), next(iter(fitting), None))
    rest = [one for one in fitting if one is not main]
    wish = with_operations(Wish(title=title, reason=reason), main, rest)
    return replace(wish, more=(*wish.more, *(one for one in operations if one not in fitting)))


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
        agreed = _agreed(agreed, one)
    wish = replace(wish, also=also, agreed=agreed, more=tuple(more))
    if main is None:
        return wish
    kind = KINDS[main["kind"]]
    values = {field_of(p): _shown(main[p.name]) for p in blanks_of(kind) if p.name in main}
    step = main.get(anchor_of(kind), wish.step)
    return replace(wish, do=kind.kind, step=step, values={**wish.values, **values}, agreed=_agreed(agreed, main))


def is_done_besides(one: Stored) -> bool:
    """Whether the form lets people do this to further steps, whatever is done to the first."""
    return _fits(one) and KINDS[one["kind"]].about.besides is not None


def consents(wish: Wish, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give what is agreed to so far: the field, the step, and what to call it; `names` are those of steps."""
    for one in operations_of(wish):
        kind = KINDS.get(one["kind"])
        if kind is None:
            continue
        for p in consents_of(kind):
            if one.get(p.name) and p.blank is not None:
                step = str(one[anchor_of(kind)])
                yield p.blank.field, step, placed(p.blank.label, step=quoted(names.get(step, "")))


def _fits(one: Stored) -> bool:
    """Whether the form has a place for all that an operation says, where nothing stands for nothing chosen."""
    kind = KINDS.get(one.get("kind", ""))
    if kind is None:
        return False
    places = {anchor_of(kind), *(p.name for p in (*blanks_of(kind), *consents_of(kind)))}
    filled = all(one.get(p.name) for p in blanks_of(kind) if p.required)
    return bool(anchor_of(kind)) and one.keys() - {"kind"} <= places and filled


def _agreed(agreed: Mapping[str, tuple[str, ...]], one: Stored) -> dict[str, tuple[str, ...]]:
    kind = KINDS[one["kind"]]
    found = dict(agreed)
    for p in consents_of(kind):
        if one.get(p.name):
            found[field_of(p)] = tuple(dict.fromkeys((*found.get(field_of(p), ()), one[anchor_of(kind)])))
    return found


def _shown(value: object) -> Typed:
    """What programs wrote as it stands in the form."""
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return ("1" if value else "") if isinstance(value, bool) else str(value)
