"""Improve: the page on which people put a change together, see what it would do, and propose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what improving brings."""
    from app.improve import pages
    from app.kernel.features import Feature

    return Feature(
        name="improve",
        scope="proposals",
        needs=("catalog", "decision_policy", "impact", "proposals"),
        pages=pages.templates,
        modules=(pages,),
    )
