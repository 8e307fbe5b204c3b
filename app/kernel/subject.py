"""What something is about: a thing of some kind, as ballots, the audit log, live topics and public events name it."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import ColumnElement, Dialect, String, literal, type_coerce
from sqlalchemy.types import TypeDecorator


class Subject(str):
    """A kind and an id, written as `proposal:ID`."""

    __slots__ = ()

    @classmethod
    def of(cls, kind: str, id: str) -> Self:
        """Name a thing; a kind has no colon in it."""
        return cls(f"{kind}:{id}")

    @property
    def kind(self) -> str:
        """Of what kind it is."""
        return self.partition(":")[0]

    @property
    def id(self) -> str:
        """Which one it is."""
        return self.partition(":")[2]

    def id_if(self, kind: str) -> str | None:
        """Give the id where it is of this kind, else None."""
        return self.id if self.kind == kind else None


class SubjectText(TypeDecorator[Subject]):
    """A column with subjects."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Give what the column holds."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Subject | None:
        """Give what was stored."""
        return None if value is None else Subject(value)


def subject_of(kind: str, id: Any) -> ColumnElement[Subject]:
    """Name things in terms of columns: `subject_of("proposal", Proposal.id)`."""
    return type_coerce(literal(f"{kind}:", String) + id, SubjectText)
