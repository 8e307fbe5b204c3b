"""How people prove who they are: browsers, keys of programs, accounts elsewhere, links to choose a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import Base, JSONText, UTCDateTime, pk
from app.kernel.times import clock


class WebSession(Base):
    """A browser in which somebody is signed in; only the digest of its random id is kept."""

    __tablename__ = "web_session"

    id: Mapped[str] = pk()
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    browser: Mapped[str] = mapped_column(String(200), default="")


class ApiToken(Base):
    """A key with which a program acts for a person, within its scopes; only its digest is kept."""

    __tablename__ = "api_token"

    id: Mapped[str] = pk()
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    ending: Mapped[str] = mapped_column(String(4))
    scopes: Mapped[list[str]] = mapped_column(JSONText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OidcLink(Base):
    """The account at an OpenID provider that belongs to a person: known by issuer and subject alone."""

    __tablename__ = "oidc_link"

    issuer: Mapped[str] = mapped_column(String(250), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class PasswordLink(Base):
    """A link that lets a person choose a password once, until it expires."""

    __tablename__ = "password_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
