"""What may be called, and the secrets for it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_session import unit_of
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.times import clock
from app.services import vault
from app.services.connectors.addresses import covers
from app.services.tables import Connector, MailPolicy, Secret


def connectors(session: Session) -> list[Connector]:
    """Give all connectors by name."""
    return list(session.scalars(select(Connector).order_by(Connector.name)))


def connector(session: Session, connector_id: str) -> Connector:
    """Give one connector; raises NotFound."""
    found = session.get(Connector, connector_id)
    if found is None:
        raise NotFound(_("this connector"))
    return found


def allowing(session: Session, name: str, url: str) -> Connector | None:
    """Give the connector in use of this name, or without a name the one whose address covers the URL best."""
    rows = select(Connector).where(Connector.active)
    if name:
        return session.scalars(rows.where(Connector.name == name)).one_or_none()
    fits = [row for row in session.scalars(rows) if covers(row.base_url, url)]
    return max(fits, key=lambda row: len(row.base_url), default=None)


def secrets(session: Session) -> list[Secret]:
    """Give all secrets by name; what they hold stays sealed."""
    return list(session.scalars(select(Secret).order_by(Secret.name)))


def values_of(session: Session, names: Iterable[str], connector_id: str) -> dict[str, str]:
    """Give the values of secrets that requests by this connector may carry; others are missing."""
    mine = or_(Secret.connector_id.is_(None), Secret.connector_id == connector_id)
    rows = session.scalars(select(Secret).where(Secret.name.in_(sorted(names)), mine))
    settings = settings_of(unit_of(session).database)
    return {row.name: vault.unseal(settings, row.sealed, row.name) for row in rows}


def mail_policy(session: Session, *, lock: bool = False) -> MailPolicy:
    """Give to whom processes may send mail: until somebody decides otherwise, the people here."""
    found = session.get(MailPolicy, 1, with_for_update=lock or None)
    return found or MailPolicy(id=1, people=True, domains=[], changed_at=clock.now())
