"""What can be asked about people and units."""

from app.accounts.queries.actors import (
    actor_by_session,
    actor_by_token,
    actor_for,
    actors,
    holders,
    takes_part,
    works_here,
)
from app.accounts.queries.people import (
    by_email,
    has_people,
    memberships,
    mentioned,
    people,
    people_shown,
    person,
    search,
    unit_of,
)
from app.accounts.queries.units import find_unit, unit, units, units_page

__all__ = [
    "actor_by_session", "actor_by_token", "actor_for", "actors", "by_email", "find_unit", "has_people", "holders",
    "memberships", "mentioned", "people", "people_shown", "person", "search", "takes_part", "unit", "unit_of", "units",
    "units_page", "works_here",
]  # fmt: skip
