"""What happens to people that other features may want to hear of."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event, Intent


@dataclass(frozen=True)
class PersonAdded(Event):
    """A person can take part from now on."""

    name = "person.added"
    person_id: str


@dataclass(frozen=True)
class PersonDeactivated(Event):
    """A person has left: sessions and tokens are ended, work that was claimed should be released."""

    name = "person.deactivated"
    person_id: str


@dataclass(frozen=True)
class GrantsChanged(Event):
    """What a person may do has changed."""

    name = "grants.changed"
    person_id: str


@dataclass(frozen=True)
class GroupLeft(Event):
    """A person is not in a group any more; they may be here as before."""

    name = "group.left"
    person_id: str
    group_id: str
    group: str


@dataclass(frozen=True)
class GroupRemoving(Intent):
    """A group is about to be no more; nothing lasting names it: whoever refers to it ends that now."""

    group_id: str
    name: str


@dataclass(frozen=True)
class RoleRevoked(Event):
    """A person does not hold a role on a unit, or on everything, any more; their other roles stay."""

    name = "role.revoked"
    person_id: str
    role: str
    unit_path: str
    partner: bool = False
