"""The improve page: what bothers you, what could be done, what it would do, why, who is asked, send."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.decision_policy.actions import require_may_propose
from app.impact import queries as impact
from app.impact.pages import drawing
from app.improve import actions as workshop
from app.improve.actions import changes
from app.improve.pages.addressed import operations_in, unreadable
from app.improve.pages.form import Ground, Wish, ground_of, offers, operations_of, wish_from, wish_of, with_another
from app.improve.pages.in_words import revise_words, send_revised_words
from app.improve.pages.shown import page, previewed
from app.improve.pages.ways import ways_at, ways_of
from app.improve.values import Content
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.rate_limits import limiter
from app.proposals import actions, queries
from app.proposals.pages import blueprint
from app.proposals.pages.base import read_revision, told
from processes import change

Answer = str | Response | tuple[str, int]


@blueprint.get("/processes/<key>/improve")
def improve(key: str) -> str:
    """Show the form, with the step one came from."""
    process = _process(key)
    bother = request.args.get("bother", "")
    do = "" if bother in change.TROUBLES else request.args.get("do", "")
    step = request.args.get("step", "")
    live = catalog.live_version(current_session(), process)
    if step and catalog.step(current_session(), live.id, step) is None:
        flash(_("The step that was to be changed is not in the live version any more. Choose another one."), "warning")
        step = ""
    wish = Wish(step=step, bother=bother, do=do)
    return page(process, offers.settled(ground_of(current_session(), live), wish))


@blueprint.post("/processes/<key>/improve")
def send(key: str) -> Answer:
    """Show the preview, or file the proposal as a draft or with an open vote."""
    process, session, actor = _process(key), current_session(), signed_in()
    ground = ground_of(session, catalog.live_version(session, process))
    wish = offers.settled(ground, wish_from(request.form))
    if ground.read is None:
        return page(process, wish), 409
    if request.form.get("act") == "another":
        return page(process, offers.settled(ground, with_another(wish)), offers.needed(wish))
    if request.form.get("act") == "workshop":
        return _to_the_workshop(process, ground, wish)
    if request.form.get("act") not in ("send", "draft"):
        return page(process, offers.without_strange_title(ground, wish), offers.needed(wish))
    if needed := offers.needed(wish):
        return page(process, offers.without_strange_title(ground, wish), needed), 422
    if missing := offers.unseen(ground, wish, request.form.get("shown")):
        return page(process, offers.without_strange_title(ground, wish), {"_": missing}), 422
    try:
        draft = actions.Draft(wish.title or offers.title(ground, wish), wish.reason, operations_of(wish))
        proposal = actions.create(session, actor, process, draft)
        if request.form["act"] == "send":
            actions.open_vote(session, actor, queries.find(session, actor, proposal.id))
    except Invalid as error:
        undo(session)
        return page(process, wish, _errors(error)), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return page(process, wish, {"_": error.words}), error.status
    flash(_sent(request.form["act"]), "success")
    return redirect(url_for("proposals.proposal", proposal_id=proposal.id), 303)


@blueprint.post("/processes/<key>/improve/preview")
@limiter.limit("120 per minute")
@transaction("read")
def preview(key: str) -> str:
    """Give the preview alone, while somebody chooses."""
    process, session = _process(key), current_session()
    require_may_propose(session, signed_in(), process)
    live = catalog.live_version(session, process)
    if fault := catalog.fault(live):
        return render_template("improve/_preview.html", wrong=fault.words, filled=None)
    ground = ground_of(session, live)
    wish = offers.without_strange_title(ground, offers.settled(ground, wish_from(request.form)))
    filled = offers.fields(ground, wish)
    ways = ways_at(ground, wish, filled) if request.form.get("ways_of") != ways_of(wish) else None
    return render_template("improve/_preview.html", filled=filled, ways=ways, **previewed(process, wish, live, ground))


@blueprint.get("/processes/<key>/improve/after.bpmn")
def improved(key: str) -> FlaskResponse:
    """Give the drawing of a change that nobody has proposed yet."""
    process = _process(key)
    operations = operations_in(request.args.get("operations", "[]"))
    try:
        number = int(request.args.get("version", "0"))
    except ValueError as error:
        raise unreadable() from error
    version = catalog.version(current_session(), process, number)
    return drawing(impact.only_change(version, operations))


@blueprint.get("/proposals/<proposal_id>/revise")
def revise(proposal_id: str) -> str:
    """Show the form with a proposal's choices."""
    found = queries.find(current_session(), signed_in(), proposal_id)
    if found.proposal.is_in_words:
        return revise_words(found)
    proposal, revision = found.proposal, queries.revision(current_session(), found.proposal)
    live = catalog.live_version(current_session(), found.process)
    ground = ground_of(current_session(), live)
    chosen = [step for step, _words in ground.work] if ground.read is not None else []
    wish = wish_of(ground.read, revision.operations, chosen, proposal.nickname, proposal.reason)
    return page(found.process, offers.settled(ground, wish), revising=found)


@blueprint.post("/proposals/<proposal_id>/revise")
def send_revision(proposal_id: str) -> Answer:
    """File a new revision, or show its preview."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, proposal_id, lock=True)
    if found.proposal.is_in_words:
        return send_revised_words(found)
    ground = ground_of(session, catalog.live_version(session, found.process))
    wish = offers.settled(ground, wish_from(request.form))
    if ground.read is None:
        return page(found.process, wish, revising=found), 409
    if request.form.get("act") == "another":
        more = offers.settled(ground, with_another(wish))
        return page(found.process, more, offers.needed(wish), revising=found)
    if request.form.get("act") != "send":
        return page(found.process, offers.without_strange_title(ground, wish), offers.needed(wish), revising=found)
    if needed := offers.needed(wish):
        return page(found.process, wish, needed, revising=found), 422
    if missing := offers.unseen(ground, wish, request.form.get("shown")):
        return page(found.process, wish, {"_": missing}, revising=found), 422
    try:
        actions.revise(
            session, actor, found, operations_of(wish), title=wish.title or offers.title(ground, wish),
            reason=wish.reason, revision=read_revision(),
        )  # fmt: skip
    except Invalid as error:
        undo(session)
        return page(found.process, wish, _errors(error), revising=found), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return page(found.process, wish, {"_": error.words}, revising=found), error.status
    return told(
        _("The new revision is there. Who had voted is asked again."),
        url_for("proposals.proposal", proposal_id=proposal_id),
    )


def _to_the_workshop(process: Process, ground: Ground, wish: Wish) -> Answer:
    """Go on with what was chosen as the first of several changes."""
    session, actor = current_session(), signed_in()
    if needed := offers.needed(wish):
        return page(process, offers.without_strange_title(ground, wish), needed), 422
    content, chosen = Content(title=wish.title, reason=wish.reason), operations_of(wish)
    try:
        if chosen:
            content = changes.with_more(catalog.live_version(session, process), content, chosen)
        draft = workshop.begin(session, actor, process, content)
    except Invalid as error:
        undo(session)
        return page(process, wish, _errors(error)), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return page(process, wish, {"_": error.words}), error.status
    return redirect(url_for("proposals.workshop", draft_id=draft.id), 303)


def _process(key: str) -> Process:
    return catalog.process_by_key(current_session(), signed_in(), key)


def _errors(error: Invalid) -> dict[str, str]:
    errors = dict(error.errors) or {"_": error.words}
    return {"_" if name == "operations" else name: words for name, words in errors.items()}


def _sent(how: str) -> str:
    if how == "draft":
        return _("The draft is kept. Open the vote when you are ready.")
    return _("Sent. Everybody who is asked gets a notice.")
