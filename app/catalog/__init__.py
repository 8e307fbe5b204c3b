"""The library: processes, their immutable versions, what they look like and what changed between them."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what the library brings."""
    from app.catalog import heirs, jobs, personal, policy, recorded, search
    from app.catalog.api import blueprint as api
    from app.catalog.pages import blueprint as pages
    from app.kernel.features import Feature
    from processes import change
    from processes.engine.preparation import child

    return Feature(
        name="catalog", needs=("accounts", "privacy"),
        permissions=(policy.Catalog,), rules=policy.RULES, api=api, pages=pages,
        modules=(jobs,), registers=(heirs.register, personal.register, search.register, policy.register),
        wire=(lambda app: atexit.register(child.stop),), filters={"readable": change.readable},
        acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
