"""The form of the improve page: what somebody chose, read and shown by what kinds of change say of themselves."""

from app.improve.pages.form.blanks import Typed, asked_kinds, blanks_of
from app.improve.pages.form.form import wish_from
from app.improve.pages.form.operations import consents, operations_of, wish_of
from app.improve.pages.form.ways_out import buttons
from app.improve.pages.form.wish import Wish, usual

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
