"""The settings that belong to a database: jobs have no application to ask."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from app.kernel.database import Database
from app.kernel.settings import Settings

_settings: WeakKeyDictionary[Database, Settings] = WeakKeyDictionary()


def configure(database: Database, settings: Settings) -> None:
    """Remember the settings of the application on a database."""
    _settings[database] = settings


def settings_of(database: Database) -> Settings:
    """Give the settings of the application on a database; the defaults where there is none."""
    return _settings.get(database) or Settings()
