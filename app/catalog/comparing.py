"""Two versions side by side: what changed in words, and what to mark in the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.catalog.queries import model
from app.catalog.tables import Version
from processes import change


@dataclass(frozen=True)
class Compared:
    """What changed between two versions, and the marks for one overlaid canvas."""

    diff: change.Diff
    marks: dict[str, list[dict[str, str]]]


def compared(before: Version, after: Version) -> Compared:
    """Compare two versions."""
    first, second = model(before), model(after)
    return Compared(change.diff(first, second), marks(change.overlay(first, second)))


def marks(overlay: Any) -> dict[str, list[dict[str, str]]]:
    """Give an overlay as the compare canvas reads it."""
    kinds = ("removed", "added", "changed", "rerouted")
    return {kind: [{"id": mark.id, "label": mark.label} for mark in getattr(overlay, kind)] for kind in kinds}
