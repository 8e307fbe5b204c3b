"""What the pages of proposals share."""

from __future__ import annotations

from flask import flash, redirect, request
from werkzeug.wrappers import Response


def read_revision() -> int:
    """Give the revision that the form was made for; 0, which is none, where it does not say."""
    said = request.form.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def told(words: str, target: str) -> Response:
    """Go to an address of ours and say there what happened."""
    flash(words, "success")
    return redirect(target, 303)
