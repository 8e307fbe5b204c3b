"""What waits for me."""

from __future__ import annotations

from flask import render_template, request

from app.accounts.queries import people
from app.assignment import queries as assignment
from app.cases import queries as case_queries
from app.cases.pages.base import blueprint
from app.kernel.http.application import current_session
from app.kernel.pages.visitor import signed_in
from app.tasks import queries

FILTERS = ("process", "lane", "claimed", "overdue", "for_others", "q", "sort")


@blueprint.get("/work")
def inbox() -> str:
    """Show what waits for me."""
    return inbox_page()


def inbox_page(error: str = "") -> str:
    """Give the inbox as the address narrows it; `error` says why nothing was done with what was ticked."""
    session, actor = current_session(), signed_in()
    narrow = {key: request.args.get(key) or None for key in FILTERS}
    narrow["sort"] = narrow["sort"] if narrow["sort"] in ("due", "priority", "follow_up") else None
    found = queries.inbox(session, actor, request.args.get("cursor"), 25, **narrow)
    away = assignment.away_until(session, actor)
    who = people(session, {task.claimed_by for task in found.items if task.claimed_by} | set(away))
    places = queries.inbox_places(session, actor)
    return render_template(
        "tasks/inbox.html", tasks=found.items, next=found.next, who=who, narrow=narrow, away=away, error=error,
        filters=case_queries.saved_filters(session, actor.id, "inbox"),
        processes=list(dict.fromkeys((key, title) for key, title, _, _ in places)),
        ticked=request.form.getlist("task"), cursor=request.args.get("cursor"),
        lanes=list(dict.fromkeys(lane for _, _, lane, _ in places if lane)),
    )  # fmt: skip
