"""The way to the cases, and how many tasks wait in the inbox."""

from __future__ import annotations

from app.kernel.features import AROUND, Link

LINKS = (Link(group=AROUND, order=20, label="Cases", endpoint="work.instances", words="Running and finished work"),)
