"""Rollouts: a version goes live, running work goes after it, people are told and say that they have read it."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add the pages, the API, the rules, what listens, what runs in the background."""
    from app.kernel import policy, telling
    from app.rollout import api, jobs, listeners, metrics, personal, slots  # noqa: F401
    from app.rollout.pages import blueprint, changed, rollout  # noqa: F401
    from app.rollout.policy import RULES

    policy.register(RULES)
    personal.register()
    app.register_blueprint(blueprint)
    telling.add_api(app, api.blueprint)
