"""What the libraries below say in English of what does not fit a schema, as messages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from app.kernel.i18n import Message, _

# marshmallow, its fields and validators; a place stands for what they put there.
OF_SCHEMAS: tuple[str, ...] = (
    _("Missing data for required field."), _("Field may not be null."), _("Unknown field."), _("Invalid value."),
    _("Invalid input."), _("Invalid input type."), _("Invalid type."), _("Invalid JSON body."),
    _("Not a valid string."), _("Not a valid utf-8 string."), _("Not a valid integer."), _("Not a valid number."),
    _("Number too large."), _("Special numeric values (nan or infinity) are not permitted."),
    _("Not a valid boolean."), _("Not a valid list."), _("Not a valid mapping type."), _("Not a valid date."),
    _("Not a valid time."), _("Not a valid datetime."), _("Not a valid aware datetime."),
    _("Not a valid naive datetime."), _("Not a valid URL."), _("Not a valid email address."), _("Not a valid UUID."),
    _("String does not match expected pattern."),
    _("Must be greater than or equal to {min} and less than or equal to {max}."),
    _("Must be greater than or equal to {min} and less than {max}."),
    _("Must be greater than {min} and less than or equal to {max}."),
    _("Must be greater than {min} and less than {max}."),
    _("Must be greater than or equal to {min}."), _("Must be greater than {min}."),
    _("Must be less than or equal to {max}."), _("Must be less than {max}."),
    _("Length must be between {min} and {max}."), _("Shorter than minimum length {min}."),
    _("Longer than maximum length {max}."), _("Length must be {equal}."), _("Must be equal to {other}."),
    _("One or more of the choices you made was not in: {choices}."), _("Must be one of: {choices}."),
)  # fmt: skip


def said(words: Any) -> str:
    """Give what a schema found as a message; words that are not known here stay as they are."""
    if isinstance(words, Message):
        return words
    for template, pattern in _patterns():
        if found := pattern.fullmatch(str(words)):
            return Message(template, found.groupdict())
    return str(words)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one.id, _pattern(one.id)) for one in OF_SCHEMAS if isinstance(one, Message))


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(template)), re.DOTALL)
