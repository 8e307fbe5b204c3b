"""Services: what carries out the steps that nobody does by hand, and the incidents where that does not go well."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add rules, listeners, background jobs, pages, the API for workers, and slots."""
    from app.kernel import policy as kernel_policy
    from app.kernel import scopes, telling
    from app.services import api, jobs, listeners, pages, policy, slots  # noqa: F401

    kernel_policy.register(policy.RULES)
    listeners.register()
    slots.register()
    app.register_blueprint(pages.blueprint)
    telling.add_api(app, api.blueprint)
    scopes.opened_by(
        ("worker",), *(f"services_api.{name}" for name in ("fetch", "extend", "complete", "fail", "error"))
    )
    scopes.opened_by(("work",), *(f"services_api.{name}" for name in ("incidents", "incident", "retry")))
    scopes.opened_by(("work",), *(f"services.{name}" for name in ("incidents", "incident", "retry", "retry_all")))
