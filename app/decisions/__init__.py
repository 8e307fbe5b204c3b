"""Decisions: the tables of a process, read, tried and replaced by newer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what decisions bring."""
    from app.decisions import api, pages
    from app.kernel.features import Feature

    return Feature(name="decisions", scope="catalog", needs=("catalog",), pages=pages.templates, modules=(api,))
