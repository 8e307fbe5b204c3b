"""Seal secrets with a key that is not in the database, and take them out of whatever is kept or shown."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from cryptography.fernet import Fernet, InvalidToken

from app.kernel.errors import StepwellError
from app.kernel.i18n import Message, _, stored
from app.kernel.settings import BadSettings, Settings, kept_key

HIDDEN = "•••"


class CannotOpen(StepwellError):
    """There is no key for a secret, or another than the one that it was sealed with."""

    status = 500


def seal(settings: Settings, value: str) -> str:
    """Give a secret as it may stand in the database; raises CannotOpen where there is no key."""
    return _box(settings).encrypt(value.encode()).decode()


def unseal(settings: Settings, sealed: str, name: str = "") -> str:
    """Give a sealed secret; raises CannotOpen where the key is another or none."""
    try:
        return _box(settings).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen(
            "SECRETS_KEY",
            _(
                "Expected to open the secret “{name}”, but it was sealed with another key. Set STEPWELL_SECRETS_KEY to "
                "the key of then, or enter the secret again.",
                name=name,
            ),
            for_people=_(
                "The secret “{name}” cannot be opened any more. Enter it again, or ask an administrator.", name=name
            ),
        ) from error


def _box(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(_key(settings).encode()).digest()))


def _key(settings: Settings) -> str:
    if settings.secrets_key:
        return settings.secrets_key
    try:
        return kept_key(settings.data / "secrets.key")
    except BadSettings as error:
        raise CannotOpen("SECRETS_KEY", str(error)) from error


class Redactor:
    """Takes the values of secrets, however they are written, out of texts and data."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._spellings: list[str] = []
        for value in values:
            self.add(value)

    def add(self, value: str) -> None:
        """Hide this value from now on."""
        encoded = base64.b64encode(value.encode()).decode()
        spellings = {value, encoded, encoded.rstrip("="), quote(value, safe=""), quote_plus(value)}
        spellings |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        self._spellings = sorted({*self._spellings, *filter(None, spellings)}, key=len, reverse=True)

    def text(self, said: str) -> str:
        """Give a text without secrets; a sentence stays one."""
        if isinstance(said, Message):
            redacted: str = stored.retold(said, self.text)
            return redacted
        for spelling in self._spellings:
            said = said.replace(spelling, HIDDEN)
        return said

    def data(self, value: Any) -> Any:
        """Give a JSON value without secrets, in its keys too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(each) for each in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.data(each) for name, each in value.items()}
        return value
