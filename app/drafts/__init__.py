"""Drafts: files that somebody has loaded, checked and not published yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what drafts bring."""
    from app.drafts import contributions, personal, policy
    from app.drafts.pages import blueprint
    from app.kernel.features import Feature

    return Feature(
        name="drafts", needs=("accounts", "privacy", "catalog", "cases", "assignment"), scope="catalog",
        permissions=(policy.Drafts,), rules=policy.RULES, pages=blueprint,
        modules=(contributions,), registers=(personal.register,),
    )  # fmt: skip
