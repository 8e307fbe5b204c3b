"""Changes that stand in the address of a drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.i18n import _


def operations_in(text: str) -> list[Mapping[str, Any]]:
    """Read the operations in an address; raises Invalid for what nobody's page wrote."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise unreadable()
    return found


def unreadable() -> Invalid:
    """Say that an address does not hold what it should."""
    return Invalid(
        "BAD_ADDRESS",
        _("Expected operations in this address, but they cannot be read."),
        for_people=_("The changes in this address cannot be read. Begin again from the process."),
    )
