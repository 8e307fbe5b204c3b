"""People, units, roles and groups; signing in; keys for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Wire accounts into the application."""
    from app.accounts import api, authenticate, jobs, pages, policy, privacy, search, words
    from app.kernel import policy as rules
    from app.kernel import telling

    rules.register(policy.RULES)
    privacy.register()
    authenticate.register(app)
    pages.register(app)
    telling.add_api(app, api.blueprint)
    search.register()
    jobs.register()
    app.jinja_env.filters["browser_words"] = words.browser_words
