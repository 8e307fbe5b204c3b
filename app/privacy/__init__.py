"""All that is kept of a person and all that they have: its export, its end, and who takes it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what privacy brings."""
    from app.kernel.features import Feature
    from app.privacy import api, links, pages, personal, policy, recorded

    return Feature(
        name="privacy", scope="accounts", needs=("accounts", "administration", "sign_in"),
        permissions=(policy.Privacy,), rules=policy.RULES, pages=pages.templates, links=links.LINKS, modules=(api,),
        registers=(personal.register,), acts=recorded.ACTS,
    )  # fmt: skip
