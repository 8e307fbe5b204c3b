"""Offering a change to other processes, and saying which of their steps are meant."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.db.unit_session import undo
from app.kernel.errors import Invalid, StepwellError
from app.kernel.http.application import current_session
from app.kernel.i18n import _, ngettext
from app.kernel.pages.visitor import signed_in
from app.practices import actions, queries
from app.practices.pages import blueprint
from app.proposals import queries as proposals
from app.proposals.queries import Found

ANCHOR = "anchor:"


@blueprint.get("/proposals/<proposal_id>/offers")
def offers(proposal_id: str) -> str:
    """Show to whom a change can be offered, and what became of it elsewhere."""
    return _page(proposals.find(current_session(), signed_in(), proposal_id), [])


@blueprint.post("/proposals/<proposal_id>/offers")
def offer(proposal_id: str) -> ResponseReturnValue:
    """Offer a change to the processes that were chosen; asks which of their steps are meant where it has to."""
    session, actor = current_session(), signed_in()
    keys = list(dict.fromkeys(request.form.getlist("to")))[: actions.MOST_TARGETS]
    try:
        if not keys:
            raise Invalid("NOBODY_CHOSEN", _("Choose at least one process."), {"to": _("Choose at least one process.")})
        found = proposals.find(session, actor, proposal_id, lock=True)
        made = actions.offer(session, actor, found, queries.processes_by_keys(session, actor, keys), _chosen())
    except StepwellError as error:
        if error.status not in (403, 409, 422):
            raise
        undo(session)
        errors = dict(getattr(error, "errors", None) or {"_": error.words})
        return _page(proposals.find(session, actor, proposal_id), [], errors), error.status
    if len(made) == 1 and made[0].state == actions.OFFERED and made[0].proposal_id:
        flash(made[0].words, "success")
        return redirect(url_for("proposals.proposal", proposal_id=made[0].proposal_id), 303)
    if all(one.state == actions.OFFERED for one in made):
        said = ngettext("It is offered to {n} process.", "It is offered to {n} processes.", len(made))
        flash(said, "success")
        return redirect(url_for("practices.offers", proposal_id=proposal_id) + "#ledger", 303)
    return _page(found, made)


def _chosen() -> dict[str, dict[str, str]]:
    """The steps that were said to be meant, by the key of their process."""
    chosen: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        if name.startswith(ANCHOR):
            key, _colon, source = name.removeprefix(ANCHOR).partition(":")
            chosen.setdefault(key, {})[source] = value
    return chosen


def _page(found: Found, made: Sequence[actions.Offer], errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), signed_in()
    known = {one.process.id: one for one in queries.adoptions(session, actor, found.proposal)}
    choices = [
        {"process": one, "adoption": known.pop(one.id, None)}
        for one in queries.family(session, actor, found.process).members
        if one.id != found.process.id
    ]
    choices += [{"process": one.process, "adoption": one} for one in known.values()]
    return render_template(
        "practices/offers.html", proposal=found.proposal, process=found.process, choices=choices, made=made,
        errors=errors or {}, typed=request.form.getlist("to"),
    )  # fmt: skip
