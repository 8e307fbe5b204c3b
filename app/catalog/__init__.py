"""The library: processes, their immutable versions, what they look like and what changed between them."""

from __future__ import annotations

import atexit

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add the library's rules, slots, API and pages to the application."""
    from app.accounts import belongings, uses
    from app.catalog import jobs, personal, policy, queries, slots  # noqa: F401
    from app.catalog.actions.edit import give_all_to
    from app.catalog.api import blueprint as api
    from app.catalog.pages import blueprint as pages
    from app.kernel import policy as rules
    from app.kernel import telling
    from processes import change
    from processes.engine.preparation import child

    rules.register(policy.RULES)
    personal.register()
    belongings.register(
        belongings.Kind(
            "processes", "process", "processes", "Nobody decides about it as its owner. Give it to somebody.",
            queries.without_owner, lambda key: f"/processes/{key}/settings", queries.owned_count, give_all_to,
        )
    )  # fmt: skip
    uses.register(unit=queries.naming_unit)
    slots.register()
    app.jinja_env.filters["readable"] = change.readable
    atexit.register(child.stop)
    telling.add_api(app, api)
    app.register_blueprint(pages)
