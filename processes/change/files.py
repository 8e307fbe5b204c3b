"""What changed in the files beside a model, as far down as a field of a form or a cell of a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from processes.change.diff.nouns import attribute, called, short, words_of
from processes.change.names import plain
from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.differences import Difference, differences
from processes.change.tree.jsons import key_of
from processes.change.tree.pairs import Pairs
from processes.json_text import parsed
from processes.model import Refused
from processes.model.graph import Graph
from processes.model.read import tree

MOST = 20
DEEPEST = 60
_LABELS = ("label", "title", "name", "key", "id")
_NO_GRAPH = Graph()


def file_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Sentences for what differs in the files of two versions, by file; of one file 20, then how many more."""
    said: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            said[name] = [f"The file “{name}” {'is new' if name not in before else 'is gone'}."]
        elif before[name] != after[name]:
            said[name] = _changed(name, before[name], after[name])
    return said


def _changed(name: str, old: bytes, new: bytes) -> list[str]:
    found = _xml(old, new) if name.lower().endswith(".dmn") else _json(old, new)
    if found is None:
        return [f"The file “{name}” changed."]
    first = list(islice(found, MOST))
    more = sum(1 for _ in found)
    said = [f"In “{name}”, {words}." for words in first] or [f"The file “{name}” is only written otherwise."]
    return [*said, *([f"In “{name}”, {more} more places changed."] if more else [])]


def _json(old: bytes, new: bytes) -> Iterator[str] | None:
    try:
        return _values(parsed(old), parsed(new), "the form", DEEPEST)
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
        yield f"{where} changed from {shown(old)} to {shown(new)}"


def _member(old: dict[str, object], new: dict[str, object], key: str, where: str, depth: int) -> Iterator[str]:
    inside = isinstance(old.get(key, new.get(key)), dict | list)
    what = f"{where}: {words_of(key)}" if inside else f"{where}: the {words_of(key)}"
    if key not in old:
        yield f"{what} is new: {shown(new[key])}"
    elif key not in new:
        yield f"{what} is gone; it was {shown(old[key])}"
    elif isinstance(old[key], list) and isinstance(new[key], list):
        yield from _values(old[key], new[key], where if key in ("components", "fields") else what, depth - 1)
    else:
        yield from _values(
            old[key], new[key], f"the field “{key}”" if where.endswith(": properties") else what, depth - 1
        )


def _items(old: list[object], new: list[object], where: str, depth: int) -> Iterator[str]:
    """Lists of things with a key are compared thing by thing, other lists as they stand."""
    was, now = {_key(v, i): v for i, v in enumerate(old)}, {_key(v, i): v for i, v in enumerate(new)}
    for key, value in was.items():
        if key not in now:
            yield f"{thing(value, where)} is gone"
        else:
            yield from _values(value, now[key], thing(value, where), depth - 1)
    yield from (f"{thing(value, where)} is new" for key, value in now.items() if key not in was)
    if [k for k in was if k in now] != [k for k in now if k in was]:
        yield f"what stands in {where} is in another order"


def _key(value: object, place: int) -> str:
    if isinstance(value, dict):
        return key_of(value) or f"#{place}"
    return f"={json.dumps(value, sort_keys=True)[:400]}" if not isinstance(value, list) else f"#{place}"


def thing(value: object, where: str) -> str:
    """What a member of a list in a form is called."""
    if isinstance(value, dict):
        label = next((plain(str(value[k])) for k in _LABELS if isinstance(value.get(k), str) and plain(value[k])), "")
        return f"the field {short(label)}" if label else f"a field of {where}"
    return f"{where}: {shown(value)}"


def shown(value: object) -> str:
    """A value of a form in quotation marks."""
    return short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _xml(old: bytes, new: bytes) -> Iterator[str] | None:
    try:
        files = Canonical(_undrawn(tree(old))), Canonical(_undrawn(tree(new)))
    except Refused:
        return None
    return (told(d) if n < MOST else "" for n, d in enumerate(differences(*files, Pairs(*files))))


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
    return f"rule {number} of {called(table.parent or table, _NO_GRAPH)}, {kind} {short(label)}"


def _head(column: Twig) -> str:
    """What a column is called."""
    texts = [plain(t.text) for t in column.walk() if plain(t.text)]
    return column.attributes.get("label") or column.attributes.get("name") or (texts[0] if texts else column.id)


def told(found: Difference) -> str:
    """A difference of two decision files, as a sentence without its beginning and end."""
    name = _cell(found.before or found.twig) or called(found.before or found.twig, _NO_GRAPH)
    if found.what in ("added", "removed"):
        text = plain(" ".join(t.text for t in found.twig.walk()))
        inner = f" ({short(text)[1:-1]})" if text else ""
        return f"{name}{inner} is {'new' if found.what == 'added' else 'gone'}"
    if found.what in ("moved", "order"):
        return f"{name} is in another place" if found.what == "moved" else f"what stands in {name} is in another order"
    what = (
        name if found.what == "text" else f"{name}: the {attribute(found.twig, found.name).removeprefix('attribute ')}"
    )
    if found.was is None or not plain(found.was):
        return f"{what} is now {short(found.now)}"
    return (
        f"{what} is gone; it was {short(found.was)}"
        if found.now is None
        else f"{what} changed from {short(found.was)} to {short(found.now)}"
    )
