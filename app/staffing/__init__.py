"""Staffing: what becomes of open work when people leave or lose a role or group, and what nobody does any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what staffing brings."""
    from app.kernel.features import Feature
    from app.staffing import heirs, jobs, listeners

    return Feature(
        name="staffing", scope="work", needs=("accounts", "privacy", "catalog", "cases", "assignment", "taskforms"),
        modules=(jobs, listeners), registers=(heirs.register,),
    )  # fmt: skip
