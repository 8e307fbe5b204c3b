"""Signing in: passwords, browsers, accounts elsewhere; keys for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what signing in brings."""
    from app.kernel.features import Feature
    from app.sign_in import authenticate, jobs, listeners, pages, policy, recorded, words

    return Feature(
        name="sign_in", scope="accounts", needs=("accounts",), permissions=(policy.SignIn,), rules=policy.RULES,
        pages=pages.templates, modules=(listeners,), registers=(jobs.register,),
        wire=(authenticate.register, pages.single_sign_on.register), filters={"browser_words": words.browser_words},
        variables={"sign_in_url": "/signin", "sign_out_url": "/signout", "account_url": "/me"}, acts=recorded.ACTS,
    )  # fmt: skip
