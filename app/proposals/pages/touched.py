"""What a proposal would do to running work, and how long cases have spent at what it takes out."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.cases.measured.durations import duration
from app.cases.queries import spent_at
from app.impact import queries as impact
from app.impact.queries import Preview, Touched
from app.kernel.http.application import current_session
from app.kernel.i18n import ngettext
from app.kernel.pages.visitor import signed_in
from app.proposals import queries
from app.proposals.pages import blueprint
from app.proposals.queries import Found
from app.proposals.transitions import ENDED
from processes import model

FATES = ("stayed", "redirected", "moved")


def forecast(found: Found, changed: model.Model | None) -> Touched:
    """Give what would become of running work; nothing of a proposal that is over."""
    if found.proposal.state in ENDED or found.proposal.is_in_words:
        return Touched()
    return queries.forecast(current_session(), found, changed)


def spent(found: Found, tried: Preview) -> str:
    """Say how long cases have spent at the steps that an open proposal takes out; nothing where too few have."""
    is_open = tried.ok and found.proposal.state not in ENDED
    gone = [one["id"] for one in tried.overlay.get("removed", ())] if is_open else []
    measured = spent_at(current_session(), found.process.id, gone)
    if measured is None:
        return ""
    return ngettext(
        "So far what is taken out took about {time} per case, waiting included (measured in {n} case).",
        "So far what is taken out took about {time} per case, waiting included (measured in {n} cases).",
        measured.cases, time=duration(measured.seconds),
    )  # fmt: skip


def cases(found: Found, changed: model.Model | None) -> dict[str, Any]:
    """Give the page of touched cases that the address names, and what it asks for."""
    asked = request.args.get("fate", "")
    fate, after = asked if asked in FATES else "", request.args.get("cases", "")
    p, migrates = found.proposal, found.policy.migrate
    about = (current_session(), signed_in(), found.process, p.id, p.revision, changed)
    listed = impact.listed(*about, migrates=migrates, verdict=fate, after=after)
    return {"fate": fate, "after": after, "listed": listed}


@blueprint.get("/proposals/<proposal_id>/effects")
def effects(proposal_id: str) -> str:
    """Give in a line what would become of running work, for pages that follow how it is worked out."""
    session = current_session()
    found = queries.find(session, signed_in(), proposal_id)
    tried = queries.on_live(session, found)
    known = forecast(found, tried.changed.model)
    shown = {"proposal": found.proposal, "touched": known, "spent": spent(found, tried)}
    return render_template("proposals/effects.html", **shown)


@blueprint.get("/proposals/<proposal_id>/touched")
def touched(proposal_id: str) -> str:
    """Give the touched cases alone, for pages that follow how it is worked out what becomes of them."""
    session = current_session()
    found = queries.find(session, signed_in(), proposal_id)
    changed = queries.on_live(session, found).changed.model
    shown = {"proposal": found.proposal, "touched": forecast(found, changed), **cases(found, changed)}
    return render_template("proposals/touched.html", **shown)
