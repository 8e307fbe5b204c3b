"""The form of the improve page: what somebody chose, read and shown by what kinds of change say of themselves."""

from app.proposals.pages.improve_form.blanks import Typed, asked_kinds, blanks_of
from app.proposals.pages.improve_form.form import wish_from
from app.proposals.pages.improve_form.operations import consents, operations_of, wish_of
from app.proposals.pages.improve_form.ways_out import buttons
from app.proposals.pages.improve_form.wish import Wish, usual

__all__ = [
    "Typed",
    "Wish",
    "asked_kinds",
    "blanks_of",
    "buttons",
    "consents",
    "operations_of",
    "usual",
    "wish_from",
    "wish_of",
]
