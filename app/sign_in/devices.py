"""Browsers in which somebody has signed in before: strangers' wrong guesses do not keep them out.

A signed cookie remembers the browser and, by a fingerprint each, the last few accounts that signed in there. It opens
nothing: it only says which count of wrong passwords a sign-in goes by.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.kernel.http.application import stepwell
from app.sign_in import secrets

COOKIE = "stepwell_device"
LASTS = timedelta(days=365)
MOST = 10
SHORT = 22


def of(email: str) -> str | None:
    """Give the id of this browser if the account has signed in here before, else None."""
    known = _read()
    return known[0] if known and _fingerprint(known[0], email) in known[1:] else None


def remember(answer: Response, email: str) -> None:
    """Let this browser be known to the account from now on."""
    known = _read() or [secrets.random_secret()[:SHORT]]
    own = _fingerprint(known[0], email)
    others = [one for one in known[1:] if one != own]
    answer.set_cookie(
        COOKIE, _signer().dumps([known[0], *others[-MOST + 1 :], own]), max_age=LASTS, path="/", httponly=True,
        samesite="Lax", secure=stepwell().settings.secure_cookies,
    )  # fmt: skip


def _read() -> list[str]:
    try:
        found = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return []
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else []


def _fingerprint(device: str, email: str) -> str:
    return hashlib.sha256(f"{device}:{email.strip().lower()}".encode("utf-8", "replace")).hexdigest()[:SHORT]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(stepwell().secret_key), salt="device")
