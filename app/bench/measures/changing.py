"""How long somebody waits who is shown what a change would do, and how long it takes to tell whether a model works."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import islice
from typing import Any

from app.bench.found import Found
from app.bench.model import large
from app.bench.pages import figure
from processes.change import KINDS, apply
from processes.model import Model, parse, soundness, with_diagram
from processes.model.soundness import MOST_STATES

LARGE, PLACES, ROUNDS, MOST = 500, 3, 10, 300
# A model drawn anew by hand is no place in a model.
KINDS_TRIED = sorted(KINDS.keys() - {"remodel"})


def measure() -> list[Found]:
    """Time previews of all kinds over the models that are shipped and one of 500 steps, and soundness of both."""
    shipped = [*_shipped()]
    much = parse(with_diagram(parse(large(LARGE))))
    steps = max(len(model.graph.nodes) for model in (*shipped, much))
    return [
        Found(f"Preview of a change, {len(KINDS_TRIED)} kinds in {len(shipped)} shipped models",
              figure(_previews(shipped, PLACES)), "p95 at most 50 ms"),
        Found(f"Preview of a change, {len(KINDS_TRIED)} kinds in a model of {LARGE} tasks",
              figure(_previews([much], PLACES)), "p95 at most 200 ms"),
        Found(f"Whether a model works: shipped ones and one of {steps:,} nodes, checked up to {MOST_STATES:,} states",
              figure(_sound([*shipped, much])), "p95 at most 100 ms"),
    ]  # fmt: skip


def _shipped() -> Iterator[Model]:
    for folder in sorted(files("bpmn").iterdir(), key=lambda one: one.name):
        if folder.is_dir():
            yield from (
                parse(with_diagram(parse(file.read_bytes())))
                for file in sorted(folder.iterdir(), key=lambda one: one.name)
                if file.name.endswith(".bpmn")
            )


def _previews(models: list[Model], places: int) -> list[float]:
    """The times of changing each of these models by each kind at some places, chosen alike every time."""
    spent: list[float] = []
    for model in models:
        for kind in KINDS_TRIED:
            found = [*islice(KINDS[kind].places(model), MOST)]
            chosen = random.Random(kind).sample(found, min(places, len(found)))  # noqa: S311 - the same ones
            spent += [_timed(apply, model, [operation]) for operation in chosen]
    return spent


def _sound(models: list[Model]) -> list[float]:
    return [_timed(soundness, model) for model in models for _ in range(ROUNDS)]


def _timed(act: Callable[..., Any], *about: Any) -> float:
    began = time.perf_counter()
    act(*about)
    return time.perf_counter() - began
