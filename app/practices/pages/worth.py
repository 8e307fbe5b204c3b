"""What a change is worth, hotel by hotel, and entering what it uses and costs."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel import policy
from app.kernel.db.unit_session import undo
from app.kernel.errors import StepwellError
from app.kernel.http.application import current_session
from app.kernel.i18n import _, formats
from app.kernel.pages.visitor import signed_in
from app.practices import actions, queries
from app.practices.pages import blueprint
from app.practices.policy import Practices
from app.proposals import queries as proposals
from app.proposals.queries import Found
from app.taskforms.forms.numbers import read_amount

FIELDS = ("what", "unit", "before", "after", "price", "currency", "source", "reason")
AMOUNTS = ("before", "after", "price")


@blueprint.get("/proposals/<proposal_id>/worth")
def worth(proposal_id: str) -> str:
    """Show what a change is worth in each process, and of which nothing can be said."""
    session, actor = current_session(), signed_in()
    found = proposals.find(session, actor, proposal_id)
    known = queries.worth(session, actor, found.proposal)
    return render_template(
        "practices/worth.html", proposal=found.proposal, process=found.process, found=known,
        totals=queries.totals(known), money=formats.money,
    )  # fmt: skip


@blueprint.get("/proposals/<proposal_id>/baselines")
def baselines(proposal_id: str) -> str:
    """Show the figures that count for a change in its process, and those that counted before."""
    return _page(proposal_id)


@blueprint.post("/proposals/<proposal_id>/baselines")
def enter(proposal_id: str) -> ResponseReturnValue:
    """Enter figures, or put others in the place of some with a reason."""
    session, actor = current_session(), signed_in()
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    of = request.form.get("supersedes", "")
    given = typed | {name: read_amount(typed[name]) for name in AMOUNTS}
    try:
        found = proposals.find(session, actor, proposal_id, lock=True)
        if of:
            actions.supersede_baseline(session, actor, found, of, given)
        else:
            actions.enter_baseline(session, actor, found, given)
    except StepwellError as error:
        if error.status not in (409, 422):
            raise
        undo(session)
        return _page(proposal_id, typed, of, error), error.status
    flash(_("The figures are kept as you entered them."), "success")
    return redirect(url_for("practices.baselines", proposal_id=proposal_id), 303)


def _page(
    proposal_id: str, typed: dict[str, str] | None = None, of: str = "", error: StepwellError | None = None
) -> str:  # fmt: skip
    session, actor = current_session(), signed_in()
    found: Found = proposals.find(session, actor, proposal_id)
    policy.require(actor, Practices.VIEW_WORTH, found.process)
    ended = found.proposal.state in actions.NO_MORE
    return render_template(
        "practices/baselines.html", proposal=found.proposal, process=found.process, money=formats.money,
        standing=queries.standing(session, [found.proposal.id]).get(found.proposal.id, []),
        superseded=queries.superseded(session, found.proposal.id), typed=typed or {}, of=of,
        errors=dict(getattr(error, "errors", None) or ({"_": error.words} if error else {})),
        may_enter=not ended and policy.allows(actor, Practices.ENTER_BASELINE, found.process),
    )  # fmt: skip
