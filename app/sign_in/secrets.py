"""Random secrets and their digests, and passwords: nothing that is stored can be used to sign in."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from app.kernel.errors import Invalid, StepwellError
from app.kernel.i18n import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TOKEN_PREFIX = "swt_"  # noqa: S105 - a prefix, not a password
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# Each hash takes 64 MiB and a core: two at a time, and only so many requests wait for theirs, few of them from one
# network, so that a flood of sign-ins takes neither the memory nor the threads of everybody else.
_room = threading.BoundedSemaphore(2)
MOST_WAITING = 24
MOST_FROM_ONE_PLACE = 12
_waiting: Counter[str] = Counter()
_counting = threading.Lock()


class Crowded(StepwellError):
    """So many passwords are being checked that this one has to come again in a moment."""

    status = 503
    title = _("Just a moment")

    def __init__(self) -> None:
        words = _("Expected room to check a password, but too many are being checked. Try again in a few seconds.")
        told = _("Many people sign in just now. Try again in a few seconds.")
        super().__init__("SIGN_IN_BUSY", words, for_people=told, retry_after=3)


@contextmanager
def _turn(place: str) -> Iterator[None]:
    """Wait for a turn to hash; raises Crowded where too many wait already."""
    with _counting:
        if _waiting.total() >= MOST_WAITING or _waiting[place] >= MOST_FROM_ONE_PLACE:
            raise Crowded
        _waiting[place] += 1
    try:
        with _room:
            yield
    finally:
        with _counting:
            _waiting[place] -= 1
            if not _waiting[place]:
                del _waiting[place]


def random_secret(prefix: str = "") -> str:
    """Give a new secret of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what is stored instead of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_password(password: str, field: str = "password") -> None:
    """Raise Invalid unless the password has a sensible length."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        words = _(
            "Choose a password of at least {least} characters, for example three unrelated words.",
            least=str(SHORTEST_PASSWORD),
        )
        raise Invalid("WEAK_PASSWORD", _("Expected a password of another length. {words}", words=words), {field: words})


def hash_password(password: str) -> str:
    """Give the argon2 hash of a password; raises Invalid for one that is too short."""
    check_password(password)
    with _room:
        return _hasher().hash(password)


def verify(stored: str | None, password: str, place: str = "") -> bool:
    """Whether this is the password; takes the same work where there is none stored.

    `place` is the network that asks; raises Crowded where too many wait already, of it or of all.
    """
    if len(password) > LONGEST_PASSWORD:
        return False
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn(place):
        nobody = _nobody()
        try:
            return _hasher().verify(stored or nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """The hash of a password that nobody knows, made once: with the first that is verified, whoever's it is."""
    return _hasher().hash(secrets.token_urlsafe(16))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(stored)
