"""The library: processes, their immutable versions, what they look like and what changed between them."""

from __future__ import annotations

import atexit

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add the library's rules, slots, API and pages to the application."""
    from app.catalog import policy, slots
    from app.catalog.api import blueprint as api
    from app.catalog.pages import blueprint as pages
    from app.kernel import policy as rules
    from app.kernel import telling
    from processes import change
    from processes.engine import child

    rules.register(policy.RULES)
    slots.register()
    app.jinja_env.filters["readable"] = change.readable
    atexit.register(child.stop)
    telling.add_api(app, api)
    app.register_blueprint(pages)
