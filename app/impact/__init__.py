"""Impact: what a change would do, before anybody decides: the changed process, who said what, which cases it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what looking ahead brings."""
    from app.impact import jobs, pages
    from app.kernel.features import Feature

    return Feature(
        name="impact",
        scope="proposals",
        needs=("cases", "catalog", "discussion"),
        pages=pages.templates,
        modules=(jobs,),
    )
