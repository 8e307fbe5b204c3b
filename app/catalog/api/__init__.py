"""The library for other programs: /api/v1/processes."""

from __future__ import annotations

from app.kernel.api.blueprint import Blueprint

blueprint = Blueprint(
    "catalog_api", __name__, url_prefix="/api/v1", description="Processes, their versions and what changed."
)

from app.catalog.api import bodies, processes, versions  # noqa: E402

__all__ = ["blueprint", "bodies", "processes", "versions"]
