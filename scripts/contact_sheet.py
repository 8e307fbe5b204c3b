"""Draw what a kind of change makes of models that others drew, before and after: python -m scripts.contact_sheet KIND.

Writes build/contact/KIND.html: pairs at places chosen by a seed, what is new in green, what stands elsewhere in blue,
and what `looks` counts as a fault in red. Needs a folder of models (STEPWELL_CORPUS).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from processes.change import KINDS, Operation, apply
from processes.change.draft.tags import DI
from processes.change.draft.waypoints import Box, bounds, waypoints
from processes.change.references import places
from processes.model import Model, Refused, parse
from tests.processes.change.kinds.looks import Fault, faults
from tests.processes.corpus import CORPUS

FOLDER = Path("build/contact")
FOLDERS = ("miwg", "vendor")
OPEN = frozenset({"participant", "lane", "group", "subProcess", "transaction", "adHocSubProcess"})
STYLE = """
body { font: 14px sans-serif; margin: 16px }
svg { border: 1px solid #ccc; max-width: 100%; height: auto; display: block }
svg * { fill: none; stroke: #444 } svg text { fill: #000; stroke: none; font: 11px sans-serif }
.new { stroke: #0a7d34; stroke-width: 3 } .moved { stroke: #1f5fbf } .fault { stroke: #c00; stroke-width: 3 }
.open { stroke: #999 } marker path { fill: #444; stroke: none } section { margin-bottom: 48px }
"""
ARROW = '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
DEFS = f'<defs>{ARROW}<path d="M0 0L8 4L0 8z"/></marker></defs>'


def main(arguments: list[str]) -> int:
    """Write the sheet of a kind; fails where a drawing became worse."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("kind", choices=sorted(KINDS))
    wanted.add_argument("--pairs", type=int, default=40)
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args(arguments)
    pairs, worse = [], 0
    for path, before, operation, after in _changes(asked.kind, asked.seed):
        found = faults(after) - faults(before)
        worse += bool(found)
        pairs.append(_pair(path.name, operation, (before, after), found))
        if len(pairs) == asked.pairs:
            break
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = FOLDER / f"{asked.kind}.html"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><title>{asked.kind}</title><style>{STYLE}</style>{''.join(pairs)}"
    )
    print(f"{len(pairs)} pairs, {worse} with faults that were not there before: look at {page}")
    return 1 if worse else 0


def _changes(kind: str, seed: int) -> Iterator[tuple[Path, Model, Operation, Model]]:
    """One change of each model at a place where it can be made, the models in an order by the seed."""
    files = [path for folder in FOLDERS for path in sorted((CORPUS / folder).glob("*.bpmn"))]
    chance = random.Random(seed)  # noqa: S311
    chance.shuffle(files)
    for path in files:
        try:
            model = parse(path.read_bytes())
        except Refused:
            continue
        found = [*KINDS[kind].places(model)]
        chance.shuffle(found)
        for operation in found[:4]:
            changed = apply(model, [operation]).model
            if changed is not None:
                yield path, model, operation, changed
                break


def _pair(name: str, operation: Operation, models: tuple[Model, Model], found: Counter[Fault]) -> str:
    before, after = models
    was, now = places(before.root), places(after.root)
    marks = {one: "moved" for one in now if one in was and was[one] != now[one]}
    marks |= {one: "new" for one in now.keys() - was.keys()} | {one: "fault" for fault in found for one in fault[1:]}
    head = f"<h2>{escape(name)}</h2><p>{escape(repr(operation))}</p><p>{escape(', '.join(map(str, found)))}</p>"
    return f"<section>{head}{_svg(before, {})}<br>{_svg(after, marks)}</section>"


def _svg(model: Model, marks: dict[str, str]) -> str:
    """The first plane of a model with the names of what it draws."""
    plane = next(model.root.iter(f"{DI}BPMNPlane"), None)
    if plane is None:
        return ""
    known = {str(e.get("id")): e for e in model.root.iter() if isinstance(e.tag, str) and e.get("id")}
    shapes = [
        (str(s.get("bpmnElement")).rpartition(":")[2], box) for s in plane.iter(f"{DI}BPMNShape") if (box := bounds(s))
    ]
    parts, boxes = [], [box for _, box in shapes]
    for one, (x, y, width, height) in sorted(shapes, key=lambda shape: -shape[1][2] * shape[1][3]):
        element = known.get(one)
        tag = str(element.tag).rpartition("}")[2] if element is not None else ""
        look = marks.get(one, "open" if tag in OPEN else "")
        round_ = width / 2 if tag.endswith("Event") else 6
        if tag.endswith("Gateway"):
            corners = (
                f"{x},{y + height / 2} {x + width / 2},{y} {x + width},{y + height / 2} {x + width / 2},{y + height}"
            )
            parts.append(f'<polygon class="{look}" points="{corners}"/>')
        else:
            parts.append(f'<rect class="{look}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}"/>')
        name = (element.get("name") or "") if element is not None else ""
        parts.append(f'<text x="{x + 4}" y="{y + 14}">{escape(name[: max(int(width / 6), 8)])}</text>')
    for edge in plane.iter(f"{DI}BPMNEdge"):
        points = " ".join(f"{x},{y}" for x, y in waypoints(edge))
        look = marks.get(str(edge.get("bpmnElement")).rpartition(":")[2], "")
        parts.append(f'<polyline class="{look}" points="{points}" marker-end="url(#a)"/>')
    left, top, width, height = _frame(boxes)
    return f'<svg viewBox="{left} {top} {width} {height}" width="{width}">{DEFS}{"".join(parts)}</svg>'


def _frame(boxes: list[Box]) -> Box:
    if not boxes:
        return (0, 0, 10, 10)
    left, top = min(b[0] for b in boxes) - 20, min(b[1] for b in boxes) - 20
    right, bottom = max(b[0] + b[2] for b in boxes) + 20, max(b[1] + b[3] for b in boxes) + 20
    return (left, top, right - left, bottom - top)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
