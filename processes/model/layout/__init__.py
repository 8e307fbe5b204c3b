"""A drawing for models that come without one (columns along the flow, bands for lanes), and small pictures of any."""

from __future__ import annotations

from processes.model.layout.draw import with_diagram
from processes.model.layout.thumbnail import thumbnail

__all__ = ["thumbnail", "with_diagram"]
