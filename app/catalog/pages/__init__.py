"""The library for people."""

from __future__ import annotations

from app.catalog.pages import compare, library, new, process, settings, step, switch, versions
from app.catalog.pages.base import blueprint

__all__ = ["blueprint", "compare", "library", "new", "process", "settings", "step", "switch", "versions"]
