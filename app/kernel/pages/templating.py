"""What every template can say: filters, helpers, who reads it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.kernel import policy
from app.kernel.http.application import StepwellApp, current_actor, current_session, stepwell
from app.kernel.i18n import answers, formats
from app.kernel.pages import error_words, form_input, slots
from app.kernel.pages.markdown import to_html, to_plain
from app.kernel.times import clock, moments
from processes import called


def register(app: StepwellApp) -> None:
    """Teach templates what all of them need."""
    app.jinja_env.filters.update(
        markdown=to_html, plain=to_plain, label_of_field=form_input.label,
        figure=formats.number, headed=called.headed, quoted=called.quoted, opening=called.opening,
    )  # fmt: skip
    moments.register(app)
    answers.register(app)
    app.jinja_env.globals.update(slot=_slot, can=_can, now=clock.now, error_words=error_words)
    app.context_processor(_frame)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _frame() -> dict[str, Any]:
    actor = current_actor()
    return {"actor": None if actor.is_anonymous else actor, "organisation": stepwell().settings.organisation}


def _slot(name: str, **context: Any) -> Markup:
    return slots.named(name, context).html(current_session(), current_actor(), **context)


def _can(permission: Any, subject: Any = None) -> bool:
    return policy.allows(current_actor(), permission, subject)
