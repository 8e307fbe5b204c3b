"""A drawing for models that come without one: columns along the flow, bands for lanes, pools below each other."""

from __future__ import annotations

from processes.model.layout.draw import with_diagram

__all__ = ["with_diagram"]
