"""What features tell: counters of this process, and figures that are read from the database at each scrape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from sqlalchemy.orm import Session

Values = Iterable[tuple[tuple[str, ...], float]]
Read = Callable[[Session], Values]

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


@dataclass(frozen=True)
class Figure:
    """A gauge that is read in a read-only unit of work: a name, words, labels, and the one statement that gives it."""

    name: str
    about: str
    labels: tuple[str, ...]
    read: Read


_figures: dict[str, Figure] = {}
_counters: dict[str, Counter] = {}


def counter(name: str, about: str, *labels: str) -> Counter:
    """Give the counter of this name; Prometheus adds `_total` to it."""
    if name not in _counters:
        _counters[name] = Counter(name, about, labels, registry=REGISTRY)
    return _counters[name]


def figure(name: str, about: str, *labels: str) -> Callable[[Read], Read]:
    """Offer a figure: `read(session)` gives its values, each with the values of its labels."""

    def note(read: Read) -> Read:
        _figures[name] = Figure(name, about, labels, read)
        return read

    return note


def all_figures() -> tuple[Figure, ...]:
    """Give every figure that was offered."""
    return tuple(_figures.values())
