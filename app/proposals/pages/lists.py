"""Lists of proposals: all, and those of a process."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.accounts.queries import people
from app.ballots import queries as ballots
from app.cases.queries import processes_to_choose
from app.catalog import queries as catalog
from app.decision_policy.actions import may_propose
from app.kernel.http.application import current_session
from app.kernel.i18n import pgettext
from app.kernel.pages.visitor import signed_in
from app.proposals import queries
from app.proposals.events import STATES
from app.proposals.pages import blueprint
from app.proposals.queries import Filter

CHOICES = (
    ("open", pgettext("proposals", "open")), ("ended", pgettext("proposals", "ended")),
    ("draft", pgettext("proposals", "draft")), ("discussion", pgettext("proposals", "in discussion")),
    ("voting", pgettext("proposals", "voting")), ("accepted", pgettext("proposals", "waiting for approval")),
    ("conflict", pgettext("proposals", "in conflict")), ("live", pgettext("proposals", "live")),
    ("rejected", pgettext("proposals", "rejected")), ("withdrawn", pgettext("proposals", "withdrawn")),
)  # fmt: skip


@blueprint.get("/proposals")
def proposals() -> str:
    """Show all proposals, filtered by the address."""
    key = request.args.get("process", "")
    offered = processes_to_choose(current_session(), signed_in(), key)
    return render_template("proposals/list.html", **_listing(key), processes=offered)


@blueprint.get("/processes/<key>/proposals")
def of_process(key: str) -> str:
    """Show the proposals of a process."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    allowed = may_propose(session, actor, process)
    return render_template("proposals/of_process.html", **_listing(key), process=process, may_propose=allowed)


def _listing(process_key: str) -> dict[str, Any]:
    session, actor = current_session(), signed_in()
    state = request.args.get("state", "")
    state = state if state in ("open", "ended", *STATES) else ""
    wanted = Filter(state, process_key, request.args.get("needs") == "me", request.args.get("q", "").strip())
    found = queries.listed(session, actor, wanted, request.args.get("cursor"))
    return {
        "proposals": found.items,
        "next": found.next,
        "wanted": wanted,
        "where": queries.places(session, found.items),
        "who": people(session, {p.author_id for p in found.items}),
        "ballots": ballots.current_of(session, [p.subject for p in found.items if p.state == "voting"]),
        "waiting": set(queries.needing(session, actor)) if found.items else set(),
        "states": CHOICES,
    }
