"""What somebody typed into a form that could not be saved, given back so that it can be sent again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app.kernel.errors import Invalid
from app.kernel.http.application import READS, is_api, is_fragment
from app.kernel.i18n import _, pgettext
from app.kernel.idempotency.forms import OWN

NOT_KEPT = ("password", "secret", "token")
# What fields with longer texts are called mostly; others are named as the program names them.
LABELS = {
    "body": pgettext("field", "Body"),
    "text": _("Text"),
    "comment": pgettext("field", "Comment"),
    "note": pgettext("field", "Note"),
    "reason": _("Reason"),
    "title": _("Title"),
    "name": _("Name"),
    "description": _("Description"),
    "instruction": _("Instruction"),
    "message": pgettext("field", "Message"),
    "words": pgettext("field", "Words"),
    "question": _("Question"),
    "answer": _("Answer"),
}


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: where to, its texts and its other values; `whole` unless it had more than can be kept."""

    action: str
    texts: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...]
    whole: bool


def sent_again() -> Sent | None:
    """Give what this request's form held, None where a program or a script asks, or nothing was typed.

    Files and passwords are not kept.
    """
    if request.method in READS or is_api() or is_fragment():
        return None
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name and name not in OWN]
        files = any(file.filename for file in request.files.values())
    except (HTTPException, OSError):
        return None
    kept = [(name, value) for name, value in fields if not any(word in name.lower() for word in NOT_KEPT)]
    texts = tuple((name, value) for name, value in kept if any(c.isspace() for c in value))
    values = tuple(pair for pair in kept if pair not in texts)
    return Sent(request.full_path.rstrip("?"), texts, values, not files and kept == fields) if kept else None


def label(name: str) -> str:
    """Say the name of a field as a person would read it."""
    last = name.rpartition(".")[2].replace("_", " ").replace("-", " ").strip()
    return LABELS.get(last) or f"{last[:1].upper()}{last[1:]}" or name


def whole_number(form: MultiDict[str, str], name: str) -> int | None:
    """Read a number of at most six digits off a field, None where it is empty; raises Invalid for anything else."""
    text = form.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        words = _("Enter a whole number.")
        raise Invalid(
            "NOT_A_NUMBER",
            _("Expected a whole number, but got “{text}”. Enter a whole number.", text=text[:20]),
            {name: words},
        )
    return int(text)
