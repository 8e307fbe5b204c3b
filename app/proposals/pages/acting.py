"""What is done on the page of a proposal: comments, votes, transitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from app.ballots import queries as ballots
from app.ballots.methods.contract import Terms
from app.decision_policy.values import LONGEST_DAYS
from app.discussion.actions import add_comment
from app.discussion.pages.pictures import came
from app.discussion.policy import often_enough
from app.discussion.tables import Picture
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Forbidden, Invalid, StepwellError
from app.kernel.http.application import current_session, is_fragment, local_target
from app.kernel.i18n import _, sentences
from app.kernel.i18n.templates import html
from app.kernel.pages.visitor import signed_in
from app.proposals import actions, queries
from app.proposals.pages import blueprint
from app.proposals.pages.base import read_revision, told
from app.proposals.pages.proposal import page_of
from app.proposals.pages.waiting import queue
from app.proposals.queries import Found


@blueprint.post("/proposals/<proposal_id>/comments")
@often_enough
def comment(proposal_id: str) -> Response | tuple[str, int]:
    """Say something about the proposal."""
    text, reply_to = request.form.get("text", ""), request.form.get("reply_to") or None
    kept: list[Picture] = []

    def act(found: Found) -> None:
        pictures = came(found.process)
        try:
            add_comment(
                current_session(), signed_in(), found.process, text, proposal_id=proposal_id, reply_to=reply_to,
                shown=found.proposal.state != "draft", pictures=pictures.checked(),
            )  # fmt: skip
        except Invalid:
            kept.extend(pictures.again())
            raise

    here = url_for("proposals.proposal", proposal_id=proposal_id) + "#discussion"
    return _act(proposal_id, act, _("Your comment is there."), lock=False, back=here, kept=kept)


def _act(
    proposal_id: str,
    act: Callable[[Found], Any],
    said: str,
    *,
    lock: bool = True,
    back: str = "",
    kept: Sequence[Picture] = (),
) -> Response | tuple[str, int]:
    """Do something and say so, or say why not: then nothing of it stays but the pictures that are `kept`."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, proposal_id, lock=lock)
    try:
        actions.as_seen(session, found, request.form.get("live_version", type=int))
        act(found)
    except (Conflict, Forbidden) as error:
        session.rollback()
        return _refused(proposal_id, error), error.status
    except Invalid as error:
        if not kept:
            undo(session)
        return _refused(proposal_id, error, kept), 422
    return told(said, back or url_for("proposals.proposal", proposal_id=proposal_id) + "#decision")


def _refused(proposal_id: str, error: StepwellError, kept: Sequence[Picture] = ()) -> str:
    """Say why nothing was done: on the page, or at the card on the home page where somebody voted in place."""
    if is_fragment():
        found = queries.waiting(current_session(), signed_in(), proposal_id)
        return queue(found, refused=error, typed={proposal_id: request.form.get("reason", "")})
    if isinstance(error, Invalid):
        return page_of(proposal_id, error.errors or {"_": error.words}, pictures=kept)
    return page_of(proposal_id, refused=error)


@blueprint.post("/proposals/<proposal_id>/votes")
def vote(proposal_id: str) -> Response | tuple[str, int]:
    """Vote, or change one's vote."""
    form = request.form

    def act(found: Found) -> None:
        def selection(terms: Terms[Any]) -> Mapping[str, Any]:
            return terms.method.selection_sent(form)

        actions.vote(current_session(), signed_in(), found, selection, form.get("reason", ""), read_revision())

    back = local_target(form.get("back"), "")
    here = url_for("proposals.proposal", proposal_id=proposal_id, _anchor="decision")
    elsewhere = html(
        'Your vote is in. You can <a href="{page}">change it or take it back</a> until it closes.', page=here
    )
    said = _("Your vote is in. You can change it or take it back until the vote closes.")
    return _act(proposal_id, act, elsewhere if back else said, lock=False, back=back)


@blueprint.post("/proposals/<proposal_id>/votes/take-back")
def take_vote_back(proposal_id: str) -> Response | tuple[str, int]:
    """Take one's vote back."""

    def act(found: Found) -> None:
        actions.take_vote_back(current_session(), signed_in(), found, read_revision())

    return _act(proposal_id, act, _("Your vote is taken back. You can vote anew until the vote closes."), lock=False)


_SAID = {
    "open": _("The vote is open. Everybody who is asked gets a notice."),
    "discuss": _("Everybody can see and discuss it now."),
    "close": _("The vote is closed."),
    "approve": _("You approved it."),
    "reject": _("Rejected. Its author and the voters read your reason."),
    "withdraw": _("You took it back."),
    "end": _("Ended. Everybody who was asked reads your reason."),
    "postpone": _("The deadline is put off. Everybody who is asked is told."),
    "done": _("Noted: it is done. Everybody who was asked is told."),
}


def _say_done(found: Found, read: int) -> None:
    try:
        on = date.fromisoformat(request.form.get("on", ""))
    except ValueError as error:
        words = _("Say the day.")
        raise Invalid("NO_DAY", sentences(_("Expected the day on which it was done."), words), {"on": words}) from error
    actions.say_done(current_session(), signed_in(), found, on, request.form.get("note", ""), read)


def _put_off(found: Found, read: int) -> None:
    days, session = request.form.get("days", ""), current_session()
    ballot = ballots.current(session, found.proposal.subject)
    if not (days.isdecimal() and len(days) < 4 and 0 < int(days) <= LONGEST_DAYS) or ballot is None:
        words = _("Give a number of days, 1 to {most}.", most=LONGEST_DAYS)
        raise Invalid("NO_DAYS", sentences(_("Expected how many days longer."), words), {"days": words})
    until = ballot.closes_at + timedelta(days=int(days))
    actions.postpone(session, signed_in(), found, until, request.form.get("reason", ""), read)


VERBS = "open, discuss, close, approve, reject, withdraw, end, postpone, done"


@blueprint.post(f"/proposals/<proposal_id>/<any({VERBS}):verb>")
def act(proposal_id: str, verb: str) -> Response | tuple[str, int]:
    """Take one of the transitions by a button."""
    session, actor, form, read = current_session(), signed_in(), request.form, read_revision()
    acts: dict[str, Callable[[Found], Any]] = {
        "open": lambda found: actions.open_vote(session, actor, found, read),
        "discuss": lambda found: actions.discuss(session, actor, found, read),
        "close": lambda found: actions.close(session, actor, found, read),
        "approve": lambda found: actions.approve(session, actor, found, form.get("note", ""), read),
        "reject": lambda found: actions.reject(session, actor, found, form.get("reason", ""), read),
        "withdraw": lambda found: actions.withdraw(session, actor, found, read),
        "end": lambda found: actions.end(session, actor, found, form.get("reason", ""), read),
        "postpone": lambda found: _put_off(found, read),
        "done": lambda found: _say_done(found, read),
    }
    # Who has signed looks at what comes of it, on top of the page.
    back = url_for("proposals.proposal", proposal_id=proposal_id) if verb == "approve" else ""
    return _act(proposal_id, acts[verb], _SAID[verb], lock=verb != "close", back=back)
