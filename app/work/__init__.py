"""Work: instances of processes, the tasks they put before people, and the log of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what work brings."""
    from app.kernel import spans
    from app.kernel.features import Feature
    from app.kernel.moments import reader_zone
    from app.work import (
        api,
        files,
        forms,
        guide,
        heirs,
        jobs,
        links,
        listeners,
        metrics,
        pages,
        personal,
        policy,
        queries,
        recorded,
        slots,
        words,
    )
    from app.work.actions import following, history, inbox, incidents, listening, opening, raising, turn, waits

    return Feature(
        name="work", needs=("accounts", "catalog"), permissions=(policy.Work,), rules=policy.RULES,
        api=api.blueprint, pages=pages.blueprint, links=links.LINKS, guide=guide.STEPS,
        counts={"inbox_count": queries.inbox_count}, modules=(
            jobs, listeners, metrics, slots,
            following, history, inbox, incidents, listening, opening, raising, turn, waits,
        ),
        registers=(heirs.register, personal.register),
        wire=(lambda app: files.configure(app.database, app.settings),),
        variables={"form_view_of": forms.form_view},
        filters={
            "due_words": lambda due_at: words.due_words(due_at, reader_zone()),
            "follow_up_words": lambda at: words.follow_up_words(at, reader_zone()),
            "priority_words": words.priority_words,
            "model_words": words.model_words,
            "span_words": spans.span_words,
        },
        acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
