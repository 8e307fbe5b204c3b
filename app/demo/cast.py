"""Who works in the demo organisation, and where."""

from __future__ import annotations

from dataclasses import dataclass

ORGANISATION = "Brightwater"
PASSWORD = "brightwater"  # noqa: S105 - the demo's, printed on start
DOMAIN = "brightwater.example"

UNITS = (
    # name, kind, parent
    ("Brightwater", "organisation", None),
    ("Marketing", "department", "Brightwater"),
    ("Marketing North", "region", "Marketing"),
    ("Marketing South", "region", "Marketing"),
    ("Brand studio", "department", "Marketing"),
    ("Legal and compliance", "department", "Brightwater"),
    ("Finance", "department", "Brightwater"),
    ("Sales", "department", "Brightwater"),
    ("Papyr Print", "partner", "Brand studio"),
)


@dataclass(frozen=True)
class Part:
    """A person of the demo: name, role and unit; '' is the whole organisation."""

    name: str
    role: str
    unit: str

    @property
    def email(self) -> str:
        """first.last at the demo's domain."""
        return f"{'.'.join(self.name.lower().split())}@{DOMAIN}"


_CAST: dict[str, dict[str, tuple[str, ...]]] = {
    "Marketing": {"manager": ("Nora Lindqvist",)},
    "Marketing North": {
        "manager": ("Anton Berg",),
        "worker": (
            "Amara Okafor", "Ben Fischer", "Chloe Martin", "Dario Conti", "Elif Demir", "Finn Larsen", "Greta Novak",
            "Hugo Peeters",
        ),
    },
    "Marketing South": {
        "manager": ("Mateo Serrano",),
        "worker": (
            "Ines Carvalho", "Jonas Weber", "Katya Ivanova", "Luca Romano", "Maya Cohen", "Nikos Pappas",
            "Olga Kowalska",
        ),
    },
    "Brand studio": {
        "manager": ("Petra Vogel",),
        "worker": ("Quentin Roux", "Rosa Alvarez", "Sven Nilsson", "Tara Singh", "Uma Patel", "Viktor Horvat"),
    },
    "Legal and compliance": {
        "manager": ("Walter Braun",),
        "worker": ("Xenia Papadaki", "Yusuf Kaya", "Zoe Dubois", "Aaron Blum"),
    },
    "Finance": {
        "manager": ("Beatrix Maas",),
        "worker": ("Carlos Mendez", "Delia Rossi", "Emil Johansson", "Farah Haddad"),
    },
    "Sales": {
        "manager": ("Gunnar Holm",),
        "worker": ("Hanna Virtanen", "Ivo Petrov", "Jana Kralova", "Kofi Mensah", "Leila Amiri"),
    },
    "": {"ops": ("Oskar Brandt", "Priya Nair"), "admin": ("Ada Winter",)},
    "Papyr Print": {"worker": ("Pavel Papyr",)},
}  # fmt: skip

CAST = tuple(Part(name, role, unit) for unit, roles in _CAST.items() for role, names in roles.items() for name in names)
WHO = {part.name: part for part in CAST}
VISITOR = "Amara Okafor"
"""The first-time visitor: joined some weeks ago and has done tasks, nothing else; the guided start waits for her."""
ADMIN = "Ada Winter"
LOGINS = ("Amara Okafor", "Nora Lindqvist", "Oskar Brandt", "Ada Winter")
