"""Services for programs: external tasks and incidents."""

from app.services.api import external, incidents
from app.services.api.base import blueprint

__all__ = ["blueprint", "external", "incidents"]
