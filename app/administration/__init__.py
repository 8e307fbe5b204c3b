"""The administration: pages of people, units, roles and groups, and of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what the administration brings."""
    from app.administration import links, pages, policy
    from app.kernel.features import Feature

    return Feature(
        name="administration", scope="accounts", needs=("accounts", "sign_in"), permissions=(policy.Administration,),
        rules=policy.RULES, pages=pages.templates, links=links.LINKS,
    )  # fmt: skip
