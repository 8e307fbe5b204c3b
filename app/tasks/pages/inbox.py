"""What waits for me: a list in groups, looked at as the browser remembers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from app.accounts.queries import people
from app.assignment import queries as assignment
from app.cases import queries as case_queries
from app.cases.pages.base import blueprint
from app.cases.pages.sections import further_down, sections_of
from app.cases.tables import Task
from app.kernel.http.application import current_session, is_fragment
from app.kernel.i18n import _
from app.kernel.pages.list_views import Offered, list_view
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times.moments import reader_zone
from app.tasks import queries
from app.tasks.queries.listed import DUE_WORDS, Days, grouping, groups, listed
from processes.called import headed

FILTERS = ("process", "step", "due", "lane", "claimed", "overdue", "for_others", "q", "sort")
VIEW = Offered(
    "inbox", ("due", "process", "step", "none"), ("age", "due", "priority", "follow_up"),
    ("process", "lane", "due", "age", "who"),
)  # fmt: skip
PAGE = 50


@blueprint.get("/work")
def inbox() -> str:
    """Show what waits for me."""
    return inbox_page()


def inbox_page(error: str = "", said: str = "", faults: Sequence[tuple[str, str, str]] = ()) -> str:
    """Give the inbox as the address narrows it, the list alone where a script asks.

    `error` says why nothing was done with what was chosen, `said` what was, `faults` what was not done: the address
    of each task, what it is called, and why.
    """
    session, actor, days = current_session(), signed_in(), Days.of(reader_zone())
    view = list_view(VIEW)
    narrow: dict[str, Any] = {key: request.args.get(key) or None for key in FILTERS}
    narrow["due"] = narrow["due"] if narrow["due"] in DUE_WORDS else None
    narrow["sort"] = view.sort if view.sort != VIEW.sorts[0] else None
    by, cursor = grouping(view.group, days), request.args.get("cursor")
    wanted = {key: value for key, value in narrow.items() if key != "sort"}
    found = listed(session, actor, by, view.sort, days, cursor, PAGE, **wanted)
    counted = groups(session, actor, by, days, found.begins, **wanted) if by and found.items else []
    away = assignment.away_until(session, actor)
    who = people(session, {task.claimed_by for task in found.items if task.claimed_by} | set(away))
    sections = sections_of(found.items, by.key_of if by else None, counted)
    columns = view.columns_with(
        lane=any(task.lane for task in found.items),
        due=any(task.due_at or task.follow_up_at for task in found.items),
        who=bool(narrow["for_others"]) or any(task.claimed_by for task in found.items),
    )
    shown = {
        "columns": columns, "sections": sections, "others": further_down(sections, counted), "next": found.next,
        "who": who, "narrow": narrow, "away": away, "error": error, "said": said, "faults": faults, "view": view,
        "cursor": cursor,
        "ticked": [] if said else request.form.getlist("task"),
        "can": {task.id: can(task, actor) for task in found.items},
        "count": len(found.items), "many_groups": len(counted) > 1 or bool(cursor),
        "only": _only(narrow, found.items),
    }  # fmt: skip
    if is_fragment():
        return render_template("tasks/_inbox.html", **shown)
    places = queries.inbox_places(session, actor)
    return render_template(
        "tasks/inbox.html", filters=case_queries.saved_filters(session, actor.id, "inbox"),
        processes=list(dict.fromkeys((key, title) for key, title, _, _ in places)),
        lanes=list(dict.fromkeys(lane for _, _, lane, _ in places if lane)), **shown,
    )  # fmt: skip


def _only(narrow: dict[str, Any], shown: Sequence[Task]) -> str:
    """Give what the list is narrowed to by the heading of one of its groups; "" where it is not."""
    if narrow["due"]:
        return DUE_WORDS[narrow["due"]]
    if narrow["step"]:
        return headed(shown[0].step_name) if shown else _("one step")
    return ""


def asks(task: Task) -> bool:
    """Whether the form of a task has questions that must be answered, so that it is not done by a tick."""
    return bool((task.form or {}).get("required")) or task.kind == "choice"


def can(task: Task, actor: Actor) -> str:
    """Give what can be done with a task from the list, as words that its script knows."""
    acts = {
        "claim": task.claimed_by != actor.id, "complete": not asks(task), "delegate": True,
        "release": task.claimed_by is not None,
    }  # fmt: skip
    return " ".join(act for act, possible in acts.items() if possible)
