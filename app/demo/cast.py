"""The demo organisation, and who looks after Stepwell there, whatever case is built."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

ORGANISATION = "Brightwater"
PASSWORD = "brightwater"  # noqa: S105 - the demo's, printed on start
DOMAIN = "brightwater.example"


@dataclass(frozen=True)
class Part:
    """A person of the demo: name, role and unit; '' is the whole organisation."""

    name: str
    role: str
    unit: str

    @property
    def email(self) -> str:
        """The address by which they are known."""
        return address(self.name)


def address(name: str) -> str:
    """first.last at the demo's domain, in letters that every mail server takes."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{'.'.join(plain.split())}@{DOMAIN}"


def parts(said: Mapping[str, Mapping[str, tuple[str, ...]]]) -> tuple[Part, ...]:
    """Give people from their names by unit and role."""
    return tuple(
        Part(name, role, unit) for unit, roles in said.items() for role, names in roles.items() for name in names
    )


COMMON = parts({"": {"ops": ("Oskar Brandt", "Priya Nair"), "admin": ("Ada Winter",)}})
ADMIN = "Ada Winter"
LOGINS = ("Oskar Brandt", ADMIN)
