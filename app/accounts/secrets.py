"""Random secrets and their digests, and passwords: nothing that is stored can be used to sign in."""

from __future__ import annotations

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.errors import Invalid

TOKEN_PREFIX = "swt_"  # noqa: S105 - a prefix, not a password
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_hasher = PasswordHasher()
# Each hash takes 64 MiB; two at a time bound what a flood of sign-ins can take.
_room = threading.BoundedSemaphore(2)
_nobody = PasswordHasher().hash(secrets.token_urlsafe(16))


def random_secret(prefix: str = "") -> str:
    """Give a new secret of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what is stored instead of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_password(password: str, field: str = "password") -> None:
    """Raise Invalid unless the password has a sensible length."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        words = f"Choose a password of at least {SHORTEST_PASSWORD} characters, for example three unrelated words."
        raise Invalid("WEAK_PASSWORD", f"Expected a password of another length. {words}", {field: words})


def hash_password(password: str) -> str:
    """Give the argon2 hash of a password; raises Invalid for one that is too short."""
    check_password(password)
    with _room:
        return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether this is the password; takes the same work where there is none stored."""
    if len(password) > LONGEST_PASSWORD:
        return False
    with _room:
        try:
            return _hasher.verify(stored or _nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)
