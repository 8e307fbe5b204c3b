"""Notices: what people are told, on the page, live, and by mail as each of them wants it."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add the pages, the API, what listens, what runs in the background, and the count in the frame."""
    from app.kernel import telling
    from app.notices import api, jobs, listeners, of_tasks, pages, personal  # noqa: F401

    personal.register()
    app.register_blueprint(pages.blueprint)
    telling.add_api(app, api.blueprint)
    app.context_processor(lambda: {"notice_count": pages.unread})
