"""The form of the improve page: what somebody chose, read and shown by what kinds of change say of themselves."""

from app.improve.pages.form.blanks import MOST_LIKELY, Typed, asked_kinds, fields_at, is_needed, offered
from app.improve.pages.form.form import wish_from
from app.improve.pages.form.ground import Ground, ground_after, ground_of
from app.improve.pages.form.operations import consents, missing, operations_of, wish_of, with_another
from app.improve.pages.form.ways_out import buttons
from app.improve.pages.form.wish import Wish

__all__ = [
    "MOST_LIKELY",
    "Ground",
    "Typed",
    "Wish",
    "asked_kinds",
    "buttons",
    "consents",
    "fields_at",
    "ground_after",
    "ground_of",
    "is_needed",
    "missing",
    "offered",
    "operations_of",
    "wish_from",
    "wish_of",
    "with_another",
]
