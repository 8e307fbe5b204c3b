"""People, units, roles and groups for other programs."""

from app.accounts.api import groups, people, units
from app.accounts.api.base import blueprint

__all__ = ["blueprint", "groups", "people", "units"]
