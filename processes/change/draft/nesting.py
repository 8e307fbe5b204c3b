"""Which boxes of a drawing stand around others: what a process calls is often drawn inside the call."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median_low

from processes.change.draft.waypoints import Box

# How many times as large as what is usual something has to be, to be looked at for what stands in it.
LARGE = 3.0


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box is drawn around another one, clearly larger."""
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1] and outer[0] + outer[2] >= inner[0] + inner[2]
        and outer[1] + outer[3] >= inner[1] + inner[3] and outer[2] * outer[3] > 1.5 * inner[2] * inner[3]
    )  # fmt: skip


def holders(boxes: Mapping[str, Box]) -> frozenset[str]:
    """The ids of the boxes of nodes that are drawn around others of them."""
    if not boxes:
        return frozenset()
    usual = median_low(box[2] * box[3] for box in boxes.values())
    large = [one for one, box in boxes.items() if box[2] * box[3] >= LARGE * usual]
    return frozenset(one for one in large if any(holds(boxes[one], box) for box in boxes.values()))
