"""Proposals: a change as operations with a reason and evidence, judged by a ballot and signatures."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add the pages, the API, the rules, what listens and what shows on other pages."""
    from app.kernel import policy, scopes, telling
    from app.proposals import api, heirs, jobs, listeners, live, personal, readers, slots  # noqa: F401
    from app.proposals.pages import blueprint, improve, lists, proposal  # noqa: F401
    from app.proposals.pages import policy as policy_page  # noqa: F401
    from app.proposals.policy import RULES

    policy.register(RULES)
    heirs.register()
    personal.register()
    app.register_blueprint(blueprint)
    telling.add_api(app, api.blueprint)
    scopes.opened_by(("proposals", "ballots"), "proposals_api.vote", "proposals.vote")
