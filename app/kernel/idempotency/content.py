"""What a request says, as a hash: the same sent again has the same one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from flask import g, request


def request_content() -> str:
    """Give the hash of the address and body of this request, worked out once.

    Of a form there is no body any more once its parts are read: they stand for it.
    """
    if "request_content" not in g:
        whole = hashlib.sha256(request.full_path.encode() + b"\0" + request.get_data(cache=True))
        if request.form or request.files:
            whole.update(form_content().encode())
        g.request_content = whole.hexdigest()
    return str(g.request_content)


def form_content(besides: Collection[str] = ()) -> str:
    """Give the hash of what was typed, chosen and attached, in the order it came, without the fields `besides`."""
    whole = hashlib.sha256()
    for name, value in request.form.items(multi=True):
        if name not in besides:
            _add(whole, name, value)
    for name, file in request.files.items(multi=True):
        _add(whole, name, file.filename or "")
        _add(whole, hashlib.file_digest(file.stream, "sha256").hexdigest())  # type: ignore[arg-type]
        file.stream.seek(0)
    return whole.hexdigest()


def _add(whole: Any, *texts: str) -> None:
    for text in texts:
        said = text.encode("utf-8", "replace")
        whole.update(b"%d:%b" % (len(said), said))
