"""The cases of the demo, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Sequence

from app.demo.case import Case
from app.demo.cast import COMMON
from app.demo.marketing import MARKETING
from app.demo.sales import SALES
from app.demo.towels import TOWELS

CASES = {case.key: case for case in (MARKETING, TOWELS, SALES)}
WHO = {part.name: part for part in (*COMMON, *(part for case in CASES.values() for part in case.cast))}


def chosen(only: Sequence[str]) -> tuple[Case, ...]:
    """Give the cases with these keys, all where none is said."""
    return tuple(CASES[key] for key in CASES if key in only or not only)
