"""The way to the cases, which has no place in the bar."""

from __future__ import annotations

from app.kernel.features import AROUND, Link

LINKS = (Link(group=AROUND, order=20, label="Cases", endpoint="work.instances", words="Running and finished work"),)
