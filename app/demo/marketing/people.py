"""Who works in marketing and around it, and where."""

from __future__ import annotations

from app.demo.cast import ORGANISATION, parts

UNITS = (
    # name, kind, parent
    ("Marketing", "department", ORGANISATION),
    ("Marketing North", "region", "Marketing"),
    ("Marketing South", "region", "Marketing"),
    ("Brand studio", "department", "Marketing"),
    ("Legal and compliance", "department", ORGANISATION),
    ("Finance", "department", ORGANISATION),
    ("Sales", "department", ORGANISATION),
    ("Papyr Print", "partner", "Brand studio"),
)
CAST = parts({
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
    "Papyr Print": {"worker": ("Pavel Papyr",)},
})  # fmt: skip
VISITOR = "Amara Okafor"
"""The first-time visitor: joined some weeks ago and has done tasks, nothing else; the guided start waits for her."""
LOGINS = (VISITOR, "Nora Lindqvist")
# Whom a visitor of the demo can become: they vote and read only where the story says so.
AS_WHOM = (*LOGINS, "Oskar Brandt", "Ada Winter", "Pavel Papyr")
