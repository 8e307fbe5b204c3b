"""A BPMN file out of a form: uploaded, kept from the try before, or pasted."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from flask import request

from app.catalog.actions import from_text
from app.catalog.ahead import whole
from app.kernel.errors import Invalid


@dataclass(frozen=True)
class Sent:
    """The file somebody sent, and what the form needs to send it again."""

    xml: bytes
    name: str = ""
    pasted: str = ""

    @property
    def kept(self) -> str:
        """The file for a hidden field, so that nobody has to choose it twice; empty for pasted text."""
        return "" if self.pasted or not self.xml else base64.b64encode(self.xml).decode()


def sent() -> Sent:
    """Read the file of a form: the one chosen now, else the pasted text, else the one kept from before."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return Sent(whole(file), file.filename[:200])
    if pasted := request.form.get("bpmn", "").strip():
        return Sent(from_text(pasted.replace("\r\n", "\n")), pasted=pasted)
    return Sent(_kept(request.form.get("kept", "")), request.form.get("kept_name", "")[:200])


def required(found: Sent) -> bytes:
    """Give the bytes of the file; raises Invalid where there is none."""
    if not found.xml:
        words = "Choose a BPMN file or paste its text."
        raise Invalid("NO_FILE", f"Expected a BPMN file, but there is none. {words}", {"file": words})
    return found.xml


def _kept(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
