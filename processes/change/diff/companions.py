"""What changed in the files beside a model, as far down as a field of a form or a cell of a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from processes.change.diff.wording.nouns import called, known_attribute, short, shortened, written_attribute
from processes.change.diff.wording.terms import words_of
from processes.change.names import plain, quoted
from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.differences import Difference, differences
from processes.change.tree.jsons import key_of
from processes.change.tree.pairs import Pairs
from processes.json_text import parsed
from processes.messages import _, ngettext, placed
from processes.model import Refused
from processes.model.graph import Graph
from processes.model.read import tree

MOST = 20
DEEPEST = 60
_LABELS = ("label", "title", "name", "key", "id")
_NO_GRAPH = Graph()
_FILE_IS_NEW, _FILE_IS_GONE = _("The file “{name}” is new."), _("The file “{name}” is gone.")
FORM = _("the form")


def file_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Sentences for what differs in the files of two versions, by file; of one file 20, then how many more."""
    said: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            said[name] = [placed(_FILE_IS_GONE if name in before else _FILE_IS_NEW, name=name)]
        elif before[name] != after[name]:
            said[name] = _changed(name, before[name], after[name])
    return said


def _changed(name: str, old: bytes, new: bytes) -> list[str]:
    found = _xml(old, new) if name.lower().endswith(".dmn") else _json(old, new)
    if found is None:
        return [_("The file “{name}” changed.", name=name)]
    first = list(islice(found, MOST))
    more = sum(1 for _ in found)
    said = [in_file(name, words) for words in first] or [_("The file “{name}” is only written otherwise.", name=name)]
    if more:
        further = ngettext(
            "In “{name}”, {n} more place changed.", "In “{name}”, {n} more places changed.", more, name=name
        )
        said.append(further)
    return said


def in_file(name: str, words: str) -> str:
    """What is said of a file, as a sentence."""
    return _("In “{name}”, {words}.", name=name, words=words)


def _json(old: bytes, new: bytes) -> Iterator[str] | None:
    try:
        return _values(parsed(old), parsed(new), FORM, DEEPEST)
    except (ValueError, RecursionError):
        return None


def _values(old: object, new: object, where: str, depth: int) -> Iterator[str]:
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and depth:
        for key in dict.fromkeys((*old, *new)):
            yield from _member(old, new, str(key), where, depth)
    elif isinstance(old, list) and isinstance(new, list) and depth:
        yield from _items(old, new, where, depth)
    else:
        yield _("{what} changed from {was} to {now}", what=where, was=quoted_value(old), now=quoted_value(new))


def _member(old: dict[str, object], new: dict[str, object], key: str, where: str, depth: int) -> Iterator[str]:
    inside = isinstance(old.get(key, new.get(key)), dict | list)
    part = words_of(key)
    what = _("{whole}: {part}", whole=where, part=part) if inside else _("{whole}: the {part}", whole=where, part=part)
    if key not in old:
        yield _("{what} is new: {now}", what=what, now=quoted_value(new[key]))
    elif key not in new:
        yield _("{what} is gone; it was {was}", what=what, was=quoted_value(old[key]))
    elif isinstance(old[key], list) and isinstance(new[key], list):
        yield from _values(old[key], new[key], where if key in ("components", "fields") else what, depth - 1)
    else:
        of_field = where.endswith(": properties")
        yield from _values(old[key], new[key], field_called(quoted(key)) if of_field else what, depth - 1)


def _items(old: list[object], new: list[object], where: str, depth: int) -> Iterator[str]:
    """Lists of things with a key are compared thing by thing, other lists as they stand."""
    was, now = {_key(v, i): v for i, v in enumerate(old)}, {_key(v, i): v for i, v in enumerate(new)}
    for key, value in was.items():
        if key not in now:
            yield _("{what} is gone", what=thing(value, where))
        else:
            yield from _values(value, now[key], thing(value, where), depth - 1)
    yield from (_("{what} is new", what=thing(value, where)) for key, value in now.items() if key not in was)
    if [k for k in was if k in now] != [k for k in now if k in was]:
        yield other_order(where)


def _key(value: object, place: int) -> str:
    if isinstance(value, dict):
        return key_of(value) or f"#{place}"
    return f"={json.dumps(value, sort_keys=True)[:400]}" if not isinstance(value, list) else f"#{place}"


def thing(value: object, where: str) -> str:
    """What a member of a list in a form is called."""
    if isinstance(value, dict):
        label = next((plain(str(value[k])) for k in _LABELS if isinstance(value.get(k), str) and plain(value[k])), "")
        return field_called(short(label)) if label else _("a field of {whole}", whole=where)
    return _("{whole}: {part}", whole=where, part=quoted_value(value))


def field_called(label: str) -> str:
    """A field of a form, by its name in quotation marks."""
    return _("the field {label}", label=label)


def other_order(where: str) -> str:
    """That what stands somewhere is in another order."""
    return _("what stands in {where} is in another order", where=where)


def quoted_value(value: object) -> str:
    """A value of a form in quotation marks."""
    return short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _xml(old: bytes, new: bytes) -> Iterator[str] | None:
    try:
        files = Canonical(_undrawn(tree(old))), Canonical(_undrawn(tree(new)))
    except Refused:
        return None
    return (phrase_of(d) if n < MOST else "" for n, d in enumerate(differences(*files, Pairs(*files))))


def _undrawn(root: etree._Element) -> etree._Element:
    """A decision file without its drawing (DMNDI)."""
    for element in list(root):
        if isinstance(element.tag, str) and element.tag.endswith("}DMNDI"):
            root.remove(element)
    return root


def _cell(twig: Twig) -> str:
    """A cell of a table by its rule and column; '' for anything else."""
    chain = list(twig.up())
    cell = next((t for t in chain if t.local in ("inputEntry", "outputEntry")), None)
    if cell is None or cell.parent is None or cell.parent.local != "rule" or cell.parent.parent is None:
        return ""
    rule, table = cell.parent, cell.parent.parent
    column = [t for t in rule.children if t.local == cell.local].index(cell)
    heads = [t for t in table.children if t.local == cell.local.removesuffix("Entry")]
    label = _head(heads[column]) if column < len(heads) else f"{column + 1}"
    number = [t for t in table.children if t.local == "rule"].index(rule) + 1
    kind = words_of(cell.local.removesuffix("Entry"))
    return _(
        "rule {number} of {table}, {kind} {column}",
        number=number, table=called(table.parent or table, _NO_GRAPH), kind=kind, column=short(label),
    )  # fmt: skip


def _head(column: Twig) -> str:
    """What a column is called."""
    texts = [plain(t.text) for t in column.walk() if plain(t.text)]
    return column.attributes.get("label") or column.attributes.get("name") or (texts[0] if texts else column.id)


def phrase_of(found: Difference) -> str:
    """A difference of two decision files, as a sentence without its beginning and end."""
    name = _cell(found.before or found.twig) or called(found.before or found.twig, _NO_GRAPH)
    if found.what in ("added", "removed"):
        if text := plain(" ".join(t.text for t in found.twig.walk())):
            name = _("{name} ({content})", name=name, content=shortened(text))
        return _("{what} is new", what=name) if found.what == "added" else _("{what} is gone", what=name)
    if found.what == "moved":
        return _("{what} is in another place", what=name)
    if found.what == "order":
        return other_order(name)
    what = name
    if found.what != "text":
        part = known_attribute(found.name) or written_attribute(found.twig, found.name)
        what = _("{whole}: the {part}", whole=name, part=part)
    if found.was is None or not plain(found.was):
        return _("{what} is now {now}", what=what, now=short(found.now))
    if found.now is None:
        return _("{what} is gone; it was {was}", what=what, was=short(found.was))
    return _("{what} changed from {was} to {now}", what=what, was=short(found.was), now=short(found.now))
