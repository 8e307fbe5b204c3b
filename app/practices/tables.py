"""Rows of practices: what a change uses and used, and what that costs, as people entered it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Dialect, ForeignKey, Index, String, Text, TypeDecorator, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, UTCDateTime, pk

STANDS = text("superseded_at IS NULL")


class Exact(TypeDecorator[Decimal]):
    """A decimal number just as it was typed: as text, because SQLite has no exact numbers."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write all its digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read all its digits."""
        return None if value is None else Decimal(value)


class Baseline(Base):
    """What a case used before a change and uses since, and the price of that: entered by a person, and frozen.

    It never changes: another one supersedes it, with a reason, and both are kept. `proposal_id` is the change as it is
    in its process; `found_by` tells what is counted from its words, of which one stands at a time.
    """

    __tablename__ = "baseline"
    __table_args__ = (
        Index(
            "uq_baseline_stands", "proposal_id", "found_by", unique=True, sqlite_where=STANDS, postgresql_where=STANDS
        ),
    )

    id: Mapped[str] = pk()
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), index=True)
    what: Mapped[str] = mapped_column(String(80))
    found_by: Mapped[str] = mapped_column(String(400))
    unit: Mapped[str] = mapped_column(String(40))
    before: Mapped[Decimal] = mapped_column(Exact)
    after: Mapped[Decimal] = mapped_column(Exact)
    price: Mapped[Decimal] = mapped_column(Exact)
    currency: Mapped[str] = mapped_column(String(3))
    source: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    supersedes_id: Mapped[str | None] = mapped_column(ID, ForeignKey("baseline.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def saved_a_case(self) -> Decimal:
        """What a case costs less than before, by what was entered; below zero where it costs more."""
        return (self.before - self.after) * self.price
