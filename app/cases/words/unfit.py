"""What is said of what does not fit: a form not filled as described, data that cannot be kept, a case that went on."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.errors import Conflict, Invalid, by_field
from app.kernel.i18n import _
from processes.engine import EngineError


def unfit(errors: Mapping[str, str], again: str) -> Invalid:
    """Give what to raise where a form is not filled as described; `again` says what to do once it is corrected."""
    said = by_field(errors)
    if "" in errors:
        said = _("Expected values that can be kept, but: {errors}", errors=said)
    else:
        said = _("Expected the form to be filled as described, but {errors}", errors=said)
    return Invalid("INVALID_FORM", _("{said}. Correct it and {again}.", said=said, again=again), errors)


def unstorable(errors: Mapping[str, str]) -> Invalid:
    """Give what to raise where data are of a kind or size that is not kept."""
    words = _("Expected data that can be stored, but: {errors}. Send less, or other values.", errors=by_field(errors))
    return Invalid("INVALID_DATA", words, errors)


def as_it_stood(code: str, error: EngineError) -> Conflict:
    """Give what to raise where a case has gone on, so that what was asked for is not there any more."""
    said = _("Expected the case as it was shown, but: {words}", words=error.words)
    return Conflict(code, said, for_people=error.words)
