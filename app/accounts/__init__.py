"""People, units, roles and groups; signing in; keys for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what accounts bring."""
    from app.accounts import api, authenticate, jobs, links, pages, policy, privacy, recorded, search, words
    from app.kernel.features import Feature

    return Feature(
        name="accounts", permissions=(policy.Accounts,), rules=policy.RULES, api=api.blueprint, pages=pages.blueprint,
        links=links.LINKS, registers=(privacy.register, search.register, jobs.register),
        wire=(authenticate.register, pages.sso.register), filters={
            "browser_words": words.browser_words, "role_words": words.role_words, "unit_words": words.unit_words,
        },
        variables={"sign_in_url": "/signin", "sign_out_url": "/signout", "account_url": "/me"},
        acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
