"""People, the units they work in, and what they may do there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Dialect, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates
from sqlalchemy.types import TypeDecorator

from app.kernel.characters import looks
from app.kernel.db.database import Base, UTCDateTime, pk
from app.kernel.i18n import _
from app.kernel.times import clock

UNIT_KINDS = ("organisation", "region", "department", "team", "partner")
# The longest of what the eye sees of a name that is kept, in characters.
SEEN = 240

# What is read where the name of somebody stood who has left for good.
NAMELESS = _("Somebody who left")


class NameText(TypeDecorator[str]):
    """A column with names; that of somebody who has left for good is said in the language of who reads."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Give the name."""
        return None if value is None else name_of(value)


def name_of(kept: str) -> str:
    """Give a name as it is read of how it is kept."""
    return NAMELESS if kept == NAMELESS else kept


class Person(Base):
    """Somebody who works with the processes; `handle` is what others write after an @."""

    __tablename__ = "person"

    id: Mapped[str] = pk()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(NameText(120), index=True)
    handle: Mapped[str] = mapped_column(String(80), unique=True)
    # What a reader sees of both, so that nobody's name is taken for another's: see `kernel.characters.looks`.
    name_looks: Mapped[str | None] = mapped_column(String(SEEN), index=True)
    handle_looks: Mapped[str | None] = mapped_column(String(SEEN), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    kind: Mapped[str] = mapped_column(String(10), default="person")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    # By whose clock the person reads and writes: "" is the organisation's, none that nobody has said yet.
    zone: Mapped[str | None] = mapped_column(String(64))
    # What the person chose to read, none where that is what the browser asks for; and what it asked for at sign-in.
    language: Mapped[str | None] = mapped_column(String(16))
    browser_language: Mapped[str | None] = mapped_column(String(16))
    # What the mail server said of the present address: refused for good, or not to be tried before a moment.
    mail_refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mail_refused_words: Mapped[str | None] = mapped_column(String(300))
    mail_again_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @validates("name", "handle")
    def _seen(self, key: str, said: str) -> str:
        setattr(self, f"{key}_looks", looks(said)[:SEEN])
        return said

    @validates("email")
    def _another_address(self, key: str, email: str) -> str:
        if email != self.email:
            self.mail_refused_at = self.mail_refused_words = self.mail_again_at = None
        return email


class Unit(Base):
    """A region, department, team or partner company; `path` holds the slugs from the top and never changes."""

    __tablename__ = "unit"

    id: Mapped[str] = pk()
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), unique=True)
    partner: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def unit_path(self) -> str:
        """The path that rules look at."""
        return self.path


class RoleGrant(Base):
    """A role that a person holds on a unit and all below it; without a unit: on the whole organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "unit_id", "role"),
        Index(
            "uq_role_grant_whole",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
    )

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))

    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")


class PeopleGroup(Base):
    """People who do something together across units."""

    __tablename__ = "people_group"

    id: Mapped[str] = pk()
    name: Mapped[str] = mapped_column(String(120), unique=True)


class FormerName(Base):
    """A name that a group had before, by which models still mean it; no other group takes it."""

    __tablename__ = "group_former_name"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id", ondelete="CASCADE"), index=True)


class GroupMember(Base):
    """A person in a group."""

    __tablename__ = "group_member"

    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
