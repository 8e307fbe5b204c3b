"""A BPMN file out of a form: uploaded, kept from the try before, or pasted."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from flask import request

from app.catalog.actions import from_text
from app.catalog.uploads.preparation import named, whole
from app.kernel.errors import Invalid
from app.kernel.i18n import _


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
        words = _("Choose a BPMN file or paste its text.")
        raise Invalid("NO_FILE", _("Expected a BPMN file, but there is none. {words}", words=words), {"file": words})
    return found.xml


def sent_files(live: dict[str, bytes]) -> dict[str, bytes]:
    """Read the files beside the model out of a form: those of before that shall stay, those sent now or before."""
    if "had_files" in request.form:
        stay = set(request.form.getlist("keep_file"))
        live = {name: content for name, content in live.items() if name in stay}
    names, contents = request.form.getlist("beside_name"), request.form.getlist("beside")
    again = {name[:200]: _kept(content) for name, content in zip(names, contents, strict=False)}
    new = {named(part): whole(part) for part in request.files.getlist("files") if part.filename}
    return {**live, **again, **new}


def to_send_again(files: dict[str, bytes], live: dict[str, bytes]) -> list[tuple[str, str]]:
    """Give the files that a form keeps in hidden fields: all that the live version does not have, as text."""
    return [(name, base64.b64encode(c).decode()) for name, c in files.items() if live.get(name) != c]


def _kept(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
