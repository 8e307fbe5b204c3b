"""What people say about steps: comments with mentions, reactions and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Wire discussions into the application."""
    from app.discussion import api, live, pages, personal, policy, slots
    from app.kernel import policy as rules
    from app.kernel import telling

    rules.register(policy.RULES)
    personal.register()
    app.register_blueprint(pages.blueprint)
    telling.add_api(app, api.blueprint)
    slots.register()
    live.register()
