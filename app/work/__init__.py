"""Work: instances of processes, the tasks they put before people, and the log of what happened."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Add work to the application: rules, pages, API, background jobs, slots."""
    from app.kernel import policy as kernel_policy
    from app.kernel import spans, telling
    from app.kernel.moments import reader_zone
    from app.work import (
        api,
        failures,
        files,
        forms,
        heirs,
        jobs,
        listeners,
        metrics,
        pages,
        personal,
        policy,
        slots,
        words,
    )

    kernel_policy.register(policy.RULES)
    heirs.register()
    personal.register()
    jobs.register()
    failures.register()
    listeners.register()
    metrics.register()
    slots.register()
    files.configure(app.database, app.settings)
    app.jinja_env.globals["form_view_of"] = forms.form_view
    app.jinja_env.filters.update(
        due_words=lambda due_at: words.due_words(due_at, reader_zone()),
        follow_up_words=lambda at: words.follow_up_words(at, reader_zone()),
        priority_words=words.priority_words,
        model_words=words.model_words,
        span_words=spans.span_words,
    )
    app.register_blueprint(pages.blueprint)
    telling.add_api(app, api.blueprint)
