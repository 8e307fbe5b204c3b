"""Units as they are offered to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.tables import Unit


def unit_choices(units: Iterable[Unit], value: str = "id") -> list[tuple[str, str]]:
    """Give units, in tree order, as options of a select: each after those it is part of, the organisation left out."""
    names: dict[str, str] = {}
    offered = []
    for unit in units:
        above = unit.path.rpartition("/")[0]
        is_top = "/" not in above
        names[unit.path] = unit.name if is_top or above not in names else f"{names[above]} › {unit.name}"
        offered.append((getattr(unit, value), names[unit.path]))
    return offered
