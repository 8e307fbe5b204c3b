"""The files that pages are made of: their address says what is in them, so that a browser keeps them for a year."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, g, request, url_for
from werkzeug.wsgi import FileWrapper

from app.kernel.delivery import compression
from app.kernel.delivery.codings import CODINGS

if TYPE_CHECKING:
    from app.kernel.delivery.codings import Coding
    from app.kernel.http.application import StepwellApp

NAMED = re.compile(r"-[A-Z0-9]{8}\.\w+$")  # what the build names by its content
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=3600"
VERSION = "v"
MOST_FILES = 64


def register(app: StepwellApp) -> None:
    """Put the content's mark into addresses of files, and give them compressed, packed once."""
    app.url_defaults(_versioned)
    app.after_request(_kept)
    app.jinja_env.globals["static_address"] = static_address


def static_address(name: str) -> str:
    """Give the address of a file, found once a request: a list has a hundred icons, all out of one."""
    known: dict[str, str] = g.setdefault("static_addresses", {})
    if name not in known:
        known[name] = url_for("static", filename=name)
    return known[name]


def _versioned(endpoint: str, values: dict[str, Any]) -> None:
    name = values.get("filename", "")
    if endpoint == "static" and VERSION not in values and not NAMED.search(name):
        version = _version(*_state(name))
        if version:
            values[VERSION] = version


def _kept(answer: Response) -> Response:
    if request.endpoint != "static" or answer.status_code not in (200, 304):
        return answer
    name = (request.view_args or {}).get("filename", "")
    state = _state(name)
    sure = NAMED.search(name) or request.args.get(VERSION) == _version(*state)
    answer.headers["Cache-Control"] = FOREVER if sure else BRIEFLY
    coding = compression.wanted() if compression.is_text(answer) else None
    if coding and answer.status_code == 200 and state[1] >= compression.LEAST_BYTES:
        if isinstance(answer.response, FileWrapper):
            answer.response.close()
        answer.direct_passthrough = False
        answer.set_data(_packed(coding, *state))
        compression.mark(answer, coding)
    return answer


def _state(name: str) -> tuple[str, int, int]:
    """Give path, size and time of a file, zeros where there is none: what is kept of it holds as long as they do."""
    path = _path(current_app.static_folder or "", name)
    try:
        known = os.stat(path)
    except OSError:
        return path, 0, 0
    return (path, known.st_size, known.st_mtime_ns) if stat.S_ISREG(known.st_mode) else (path, 0, 0)


@lru_cache(MOST_FILES)
def _path(folder: str, name: str) -> str:
    """Give where a file is, or nothing where that is outside the folder: each page asks for a dozen."""
    within = Path(folder).resolve()
    path = (within / name).resolve()
    return str(path) if path.is_relative_to(within) else ""


@lru_cache(MOST_FILES)
def _version(path: str, size: int, time: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8] if time else ""


@lru_cache(MOST_FILES * len(CODINGS))
def _packed(coding: Coding, path: str, size: int, time: int) -> bytes:
    return coding.file(Path(path).read_bytes())
