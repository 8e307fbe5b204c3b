"""Addresses of connectors: what one covers, and how a step's address lies under it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

PORTS = {"http": 80, "https": 443}


def read(url: str) -> SplitResult | None:
    """Give the parts of an address that can be called, None for any other."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        return None
    plain = parts.scheme in PORTS and not parts.username and not parts.password and "\\" not in url
    fits = plain and bool(host) and not re.search(r"[\x00-\x20\x7f]", url.strip())
    return parts if fits else None


def covers(base: str, url: str) -> bool:
    """Whether a URL lies at or under a base address: same scheme, host and port, and its path below."""
    one, other = read(base), read(url)
    if one is None or other is None or _place(one) != _place(other):
        return False
    path, root = other.path or "/", (one.path or "/").rstrip("/")
    decoded = unquote(unquote(path))
    if any(part.partition(";")[0] in (".", "..") for part in decoded.replace("\\", "/").split("/")):
        return False
    return path == root or path.startswith(root + "/")


def under(base: str, path: str) -> str:
    """Give the address of a path under a base; a whole address stays as it is."""
    if "://" in path.partition("?")[0]:
        return path
    if not path or path.startswith("?"):
        return base + path
    return f"{base.rstrip('/')}/{path.lstrip('/')}"


def _place(parts: SplitResult) -> tuple[str, str, int]:
    host = (parts.hostname or "").encode("idna").decode().lower().rstrip(".")
    return parts.scheme, host, parts.port or PORTS[parts.scheme]
