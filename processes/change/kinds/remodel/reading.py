"""The smallest part in which two models differ, and whether it is the same in a third one."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.diff.graph.match import match
from processes.change.draft.tags import FLOW_SCOPES
from processes.change.references import places
from processes.change.tree.canonical import Canonical, Twig, canonical
from processes.change.tree.differences import differences
from processes.change.tree.pairs import Pairs
from processes.model import Model


def smallest_part(base: Model, changed: Model) -> str:
    """The id of the innermost process or sub-process that holds all that differs, the drawing too; '' for the file."""
    files = canonical(base), canonical(changed)
    around: tuple[str, ...] | None = None
    for found in differences(*files, Pairs(*files, match(base.graph, changed.graph).ids)):
        for twig in (found.before, found.after):
            if twig is not None:
                whole = found.what in ("added", "removed", "moved", "tag")
                around = _common(around, tuple(_scopes(twig, whole=whole)))
    around = () if around is None else around
    was, now = places(base.root), places(changed.root)
    moved = {one for one in was.keys() | now.keys() if was.get(one) != now.get(one)}
    for scope in reversed(around):
        inside = [_inside(file, scope) for file in files]
        if all(inside) and moved <= {scope, *inside[0], *inside[1]}:
            return scope
    return ""


def _scopes(twig: Twig, *, whole: bool) -> Iterator[str]:
    """The processes and sub-processes around what differs, outermost first; the `whole` of one stands in another."""
    chain = [t for t in twig.up() if t.bpmn in FLOW_SCOPES and t.id]
    yield from (t.id for t in reversed(chain) if not (whole and t is twig))


def _common(one: tuple[str, ...] | None, other: tuple[str, ...]) -> tuple[str, ...]:
    if one is None:
        return other
    both = []
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        both.append(a)
    return tuple(both)


def _inside(file: Canonical, scope: str) -> set[str]:
    part = file.by_id.get(scope)
    return {t.id for t in part.walk() if t.id} if part is not None else set()


def is_same(one: Model, other: Model, scope: str) -> bool:
    """Whether a part, or the whole, says the same in two models and is drawn the same."""
    files = canonical(one), canonical(other)
    parts = [file.by_id.get(scope) if scope else file.root for file in files]
    if parts[0] is None or parts[1] is None or parts[0].digest != parts[1].digest:
        return False
    was, now = places(one.root), places(other.root)
    ids = _inside(files[0], scope) if scope else was.keys() | now.keys()
    return all(was.get(known) == now.get(known) for known in ids)
