"""Making a change of a file beside a model (a form, a decision file) on another version of it, part by part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from processes.change.diff.companions import FORM, field_called, file_changes, in_file, phrase_of, quoted_value, thing
from processes.change.diff.wording.nouns import called, short
from processes.change.diff.wording.terms import words_of
from processes.change.refusal import Choice, Refusal
from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.differences import Difference, differences
from processes.change.tree.jsons import GONE, Clash, merged
from processes.change.tree.likeness import says_the_same
from processes.change.tree.merge import Merge
from processes.change.tree.pairs import NO_PAIRS, Pairs
from processes.json_text import parsed
from processes.messages import _, pgettext, placed, sentences
from processes.model import Refused
from processes.model.graph import Graph
from processes.model.read import tree

WAYS_OUT = (Choice("drop", _("Keep what is live")), Choice("revise", _("Make the change again on the live version")))
# Of these the first rule that holds counts, or the order in which they stand is told.
_ORDERED = frozenset({"FIRST", "RULE ORDER"})
_NO_GRAPH = Graph()
_INDENT = re.compile(rb"\n([ \t]+)\S")


@dataclass(frozen=True, slots=True)
class Carried:
    """A file with a change made on it; without content, why not."""

    content: bytes | None
    words: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def carry_file(name: str, base: bytes, live: bytes, changed: bytes) -> Carried:
    """Make the change from one file to another on a third, by fields or rows; what does not fit is refused in words."""
    if changed in (base, live):
        return Carried(live, (_("This is already so.") if changed == live else _("Nothing changes."),))
    found = changed if live == base else None
    refusals: tuple[Refusal, ...] = ()
    if found is None:
        found, refusals = (_dmn if name.lower().endswith(".dmn") else _json)(name, base, live, changed)
    if found is None:
        return Carried(None, refusals=refusals)
    said = file_changes({name: live}, {name: found}).get(name) or [_("This is already so.")]
    return Carried(found, tuple(said))


def clash_words(clash: Clash, whole: str = FORM) -> str:
    """Say which place both sides changed, and to what, as a sentence without its beginning."""
    where, before = whole, ""
    for at in clash.path:
        if not isinstance(at, str):
            where, before = thing(at, where or FORM), ""
        elif before == "properties":
            where, before = field_called(short(at)), at
        else:
            if at not in ("components", "fields", "properties"):
                part = words_of(at)
                where = _("{whole}: the {part}", whole=where, part=part) if where else _("the {what}", what=part)
            before = at
    where = where or pgettext("a place in a form", "it")
    if clash.order:
        return _("what stands in {where} was put in another order on both sides", where=where)
    if clash.wanted is GONE:
        said = _("{where} is to go, but it is {live} in the live version now")
        return placed(said, where=where, live=quoted_value(clash.live))
    wanted = quoted_value(clash.wanted)
    if clash.live is GONE:
        return _("{where} is to be {wanted}, but it is gone from the live version", where=where, wanted=wanted)
    said = _("{where} is to be {wanted}, but it is {live} in the live version now")
    return placed(said, where=where, wanted=wanted, live=quoted_value(clash.live))


def _json(name: str, base: bytes, live: bytes, changed: bytes) -> tuple[bytes | None, tuple[Refusal, ...]]:
    try:
        sides = parsed(base), parsed(live), parsed(changed)
        found, clashes = merged(*sides)
    except (ValueError, RecursionError):
        return None, (_unread(name),)
    if clashes:
        return None, tuple(_meanwhile(in_file(name, clash_words(one))) for one in clashes)
    return written_like(live, found), ()


def written_like(live: bytes, value: object) -> bytes:
    """Write JSON with the indent that another text has."""
    indent = _INDENT.search(live)
    width = indent.group(1).decode() if indent else None
    text = json.dumps(value, ensure_ascii=False, indent=width)
    return (text + ("\n" if live.endswith(b"\n") else "")).encode()


def _dmn(name: str, base: bytes, live: bytes, changed: bytes) -> tuple[bytes | None, tuple[Refusal, ...]]:
    try:
        trees = [tree(one) for one in (base, live, changed)]
    except Refused:
        return None, (_unread(name),)
    drawn = [_drawing(root) for root in trees]
    old, there, new = (Canonical(root) for root in trees)
    forth = Pairs(old, new)
    merge = Merge(old, new, there, forth, NO_PAIRS)
    found = list(differences(old, new, forth))
    beside = list(_side_by_side(merge, found))
    merge.carry(found)
    said = [*_conflicts(name, merge), *(in_file(name, words) for words in (*beside, *_misfits(there.root.element)))]
    if said:
        return None, tuple(_meanwhile(words) for words in said)
    same = [etree.tostring(one) if one is not None else b"" for one in drawn]
    drawing = drawn[2] if same[0] == same[1] else drawn[1]
    if drawing is not None:
        there.root.element.append(drawing)
    return etree.tostring(there.root.element.getroottree(), xml_declaration=True, encoding="UTF-8"), ()


def _drawing(root: etree._Element) -> etree._Element | None:
    """Take the drawing (DMNDI) out of a decision file."""
    found = next((e for e in root if isinstance(e.tag, str) and e.tag.endswith("}DMNDI")), None)
    if found is not None:
        root.remove(found)
    return found


def _conflicts(name: str, merge: Merge) -> Iterator[str]:
    for one in merge.conflicts:
        words = phrase_of(one.difference)
        if one.there is None:
            said = _("In “{name}”, {words}, but the live version no longer holds what this is about.")
            yield placed(said, name=name, words=words)
        elif one.there:
            said = _("In “{name}”, {words}, but the live version says {there} there.")
            yield placed(said, name=name, words=words, there=short(one.there))
        else:
            yield _("In “{name}”, {words}, but it was changed there, too.", name=name, words=words)


def _side_by_side(merge: Merge, found: Iterable[Difference]) -> Iterator[str]:
    """Rules that both sides put at one place of a table in which their order counts."""
    for new in [d.after for d in found if d.what == "added" and d.after is not None and d.after.local == "rule"]:
        table = new.parent
        live = merge.over.onward.get(merge.forth.back[table]) if table in merge.forth.back else None
        if table is None or live is None or table.attributes.get("hitPolicy") not in _ORDERED:
            continue
        behind = _before(new, merge.forth.back)
        fresh = [t for t in live.children if t.local == "rule" and t not in merge.over.back]
        if any(_before(t, merge.over.back) is behind and not says_the_same(t, new) for t in fresh):
            of = called(table.parent or table, _NO_GRAPH)
            said = _("both sides put a new rule at one place of {table}, in which the order of rules counts")
            yield placed(said, table=of)


def _before(rule: Twig, back: dict[Twig, Twig]) -> Twig | None:
    """The older rule behind which a new one stands."""
    siblings = [t for t in (rule.parent.children if rule.parent is not None else ()) if t.local == "rule"]
    ahead = siblings[: siblings.index(rule)]
    return next((back[t] for t in reversed(ahead) if t in back), None)


def _misfits(root: etree._Element) -> Iterator[str]:
    """Rules that do not have a cell for each column: one side put in a rule, the other a column."""
    for table in [e for e in root.iter() if _local(e) == "decisionTable"]:
        columns = [sum(_local(e) == kind for e in table) for kind in ("input", "output")]
        for number, rule in enumerate((e for e in table if _local(e) == "rule"), 1):
            if [sum(_local(e) == f"{kind}Entry" for e in rule) for kind in ("input", "output")] != columns:
                holder = table.getparent()
                title = (holder.get("name") if holder is not None else "") or table.get("id") or ""
                said = _("rule {number} of {table} does not fit the columns: one side changed rows, the other columns")
                yield placed(said, number=number, table=short(title) if title else _("a table"))


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _meanwhile(words: str) -> Refusal:
    return Refusal("CHANGED_MEANWHILE", sentences(words, _("Say which of them holds.")), WAYS_OUT)


def _unread(name: str) -> Refusal:
    words = _("“{name}” was changed on both sides, and cannot be read part by part.", name=name)
    return Refusal("CHANGED_MEANWHILE", words, WAYS_OUT)
