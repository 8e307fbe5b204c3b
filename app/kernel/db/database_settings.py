"""The settings that belong to a database: jobs have no application to ask."""

from __future__ import annotations

from datetime import tzinfo
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.db.unit_session import unit_of
from app.kernel.i18n import languages
from app.kernel.settings import Settings
from app.kernel.times import zones

_settings: WeakKeyDictionary[Database, Settings] = WeakKeyDictionary()


def configure(database: Database, settings: Settings) -> None:
    """Remember the settings of the application on a database."""
    _settings[database] = settings


def settings_of(database: Database) -> Settings:
    """Give the settings of the application on a database; the defaults where there is none."""
    return _settings.get(database) or Settings()


def language_of(session: Session, own: str | None = None) -> str:
    """Give the language in which somebody is written to: their own, else that of the organisation."""
    said = own or settings_of(unit_of(session).database).language
    return said if languages.is_known(said) else languages.DEFAULT


def zone_of(session: Session, own: str | None = None) -> tzinfo:
    """Give the zone by whose clock somebody reads and writes: their own, else that of the organisation."""
    return zones.find(own or settings_of(unit_of(session).database).time_zone)
