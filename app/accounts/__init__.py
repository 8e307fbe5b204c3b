"""People, units, roles and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what accounts bring."""
    from app.accounts import api, pages, policy, recorded, search, words
    from app.accounts.pages.units import unit_choices
    from app.kernel.features import Feature

    return Feature(
        name="accounts", permissions=(policy.Accounts,), rules=policy.RULES, api=api.blueprint, pages=pages.blueprint,
        registers=(search.register,), filters={"role_words": words.role_words, "unit_words": words.unit_words},
        variables={"unit_choices": unit_choices}, acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
