"""What a page of the demo weighs when nothing of it is in the browser yet, and when its first byte arrives."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from app.bench.found import Found
from app.bench.pages import figure, signed_in
from app.bench.server import serving
from app.demo import build
from app.demo.cast import PASSWORD, address
from app.demo.marketing.people import VISITOR
from app.kernel.db.database import Database
from app.kernel.times import clock

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
SCALE = 0.5
ROUNDS = 8
DRAWN = "/processes/campaign-approval"
PLAIN = (
    "/", "/work", "/instances", "/processes", "/proposals", "/notices", "/search?q=approve", "/me",
    f"{DRAWN}/discussion",
)  # fmt: skip
# What a script brings in time, or needs from the beginning, as the bundler writes it.
BROUGHT, NEEDED = re.compile(r'import\("\./([^"]+)"\)'), re.compile(r'(?:from|import)"\./([^"]+)"')
CODINGS = {"br": "Brotli", "gzip": "gzip"}


@dataclass
class Visitor:
    """Somebody's browser, as far as it is needed: it asks for compressed answers and counts their bytes."""

    base: str
    browser: urllib.request.OpenerDirector

    def asked(self, path: str, coding: str) -> tuple[int, float]:
        """Give how many bytes of body travel, and after how many seconds the first of them came."""
        request = urllib.request.Request(self.base + path, headers={"Accept-Encoding": coding})  # noqa: S310
        began = time.perf_counter()
        with self.browser.open(request) as answer:
            first = answer.read(1)
            waited = time.perf_counter() - began
            if urllib.parse.urlsplit(answer.url).path != urllib.parse.urlsplit(path).path:
                raise RuntimeError(f"Expected the page {path}, but was led to {answer.url}.")
            return len(first) + len(answer.read()), waited

    def weight(self, paths: list[str], coding: str) -> int:
        """Give what all of these weigh together."""
        return sum(self.asked(path, coding)[0] for path in paths)


def measure(database: Database, data: Path) -> list[Found]:
    """Build the demo, weigh its pages with all files that they need, and time them."""
    build.build(database, clock.now(), scale=SCALE)
    with serving(data) as server:
        visitor = Visitor(*signed_in(server, address(VISITOR), PASSWORD))
        found = [one for coding in CODINGS for one in _weights(visitor, coding)]
        waits = [visitor.asked(path, "br")[1] for _ in range(ROUNDS) for path in (*PLAIN, DRAWN)]
    return [*found, Found("First byte of a page of the demo", figure(waits), "p95 at most 120 ms")]


def _weights(visitor: Visitor, coding: str) -> list[Found]:
    files = [f"/static/dist/{name}" for name in json.loads((DIST / "kept.json").read_text(encoding="utf-8"))]
    scripts = [f"/static/dist/{name}" for name in loaded()]
    weights = {path: visitor.weight([path, *files], coding) for path in PLAIN}
    heaviest = max(weights, key=lambda path: weights[path])
    drawing = f"{DRAWN}/versions/1/diagram.bpmn"
    drawn = visitor.weight([DRAWN, drawing, f"{DRAWN}/tints", *{*files, *scripts}], coding)
    cold = f"cold, {CODINGS[coding]}"
    size = f"{_kilobytes(weights[heaviest])} ({heaviest})"
    return [
        Found(f"The heaviest of {len(PLAIN)} plain pages, {cold}", size, "at most 90 kB"),
        Found(f"The page with the map, {cold}", _kilobytes(drawn), "at most 190 kB"),
    ]


def loaded() -> set[str]:
    """Give the scripts that pages fetch by themselves: not what one of them brings when somebody asks for it."""
    found: set[str] = set()
    todo = set(BROUGHT.findall((DIST / "app.js").read_text(encoding="utf-8")))
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= set(NEEDED.findall((DIST / name).read_text(encoding="utf-8"))) - found
    return found


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} kB"
