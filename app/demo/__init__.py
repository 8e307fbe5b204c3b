"""The demo: an organisation of several cases with a history, made by people and engine doing what they always do.

Its pages are a feature that no other installation has: `stepwell demo` alone adds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what the demo brings when it is served: people to become, their mails, a tour."""
    from app.demo import contributions, pages
    from app.kernel.features import Feature

    return Feature(
        name="demo", needs=("accounts", "sign_in", "catalog", "discussion", "proposals", "rollout", "notices"),
        pages=pages.blueprint, modules=(contributions,),
    )  # fmt: skip
