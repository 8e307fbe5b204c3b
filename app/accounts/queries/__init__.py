"""What can be asked about people and units."""

from app.accounts.queries.actors import (
    actor_for,
    actor_of,
    actors,
    as_they_were,
    holders,
    takes_part,
    who,
    works_here,
)
from app.accounts.queries.choose import AT_WORK, CIRCLES, COLLEAGUES, Offered, chosen_by_address, people_to_choose
from app.accounts.queries.groups import (
    counted,
    find_group,
    former_names,
    group,
    groups_page,
    hold_groups,
    lock_group,
    meant,
    members_page,
    state_of,
    words_for_groups,
)
from app.accounts.queries.people import (
    by_email,
    has_people,
    is_peopled,
    known_addresses,
    language_written_to,
    memberships,
    mentioned,
    people,
    people_shown,
    person,
    search,
    unit_of,
    without_role,
)
from app.accounts.queries.units import find_unit, unit, units, units_page

__all__ = [
    "AT_WORK", "CIRCLES", "COLLEAGUES", "Offered", "actor_for", "actor_of", "actors", "as_they_were", "by_email",
    "chosen_by_address", "counted", "find_group", "find_unit", "former_names", "group", "groups_page", "has_people",
    "hold_groups", "holders", "is_peopled", "known_addresses", "language_written_to", "lock_group", "meant",
    "members_page", "memberships", "mentioned", "people", "people_shown", "people_to_choose", "person", "search",
    "state_of", "takes_part", "unit", "unit_of", "units", "units_page", "who", "without_role", "words_for_groups",
    "works_here",
]  # fmt: skip
