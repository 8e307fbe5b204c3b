"""Working on a change: one act at a time, each kept; what others saved meanwhile is never written over unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog import queries as catalog
from app.impact import queries as impact
from app.impact.pages import drawing
from app.improve import actions, queries
from app.improve.actions import changes
from app.improve.pages.addressed import operations_in
from app.improve.pages.form import Wish, offers, wish_from
from app.improve.pages.workshop import acts, newer
from app.improve.pages.workshop.shown import bench_of, next_change, page, ways_if_other
from app.improve.queries import Working
from app.improve.values import Content, Stored
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.rate_limits import limiter
from app.proposals.pages import blueprint
from app.proposals.pages.base import read_revision
from app.proposals.queries import find, revision

Answer = str | Response | tuple[str, int]
LONGEST_CARRIED = 3000
LARGEST_DRAWN = 5_000_000
# Two lists, of which each may hold what was drawn by hand.
LARGEST_FORM = 8 * 1024 * 1024


@blueprint.before_request
def room_for_lists() -> None:
    """Let a page on which somebody chooses between two lists carry both."""
    if request.endpoint == "proposals.work":
        request.max_form_memory_size = LARGEST_FORM


@blueprint.post("/processes/<key>/workshop")
def begin(key: str) -> Response:
    """Begin a change of several parts."""
    session, actor = current_session(), signed_in()
    draft = actions.begin(session, actor, catalog.process_by_key(session, actor, key), Content())
    return redirect(url_for("proposals.workshop", draft_id=draft.id), 303)


@blueprint.post("/proposals/<proposal_id>/answer")
def answer(proposal_id: str) -> Response:
    """Begin another change against a proposal, with what it asked for in the revision that was read."""
    session, actor = current_session(), signed_in()
    found = find(session, actor, proposal_id)
    if found.proposal.is_in_words:
        words = _("This is proposed in words. Answer it in a comment, or propose something of your own.")
        raise Conflict("CANNOT_ANSWER", words, for_people=words)
    if found.proposal.state not in queries.ANSWERABLE:
        words = _("This proposal has been decided, so there is nothing left to answer.")
        raise Conflict("CANNOT_ANSWER", words, for_people=words)
    read = read_revision()
    made = revision(session, found.proposal, read if read <= found.proposal.revision else None)
    content = Content(tuple(made.operations))
    draft = actions.begin(session, actor, found.process, content, found.proposal)
    return redirect(url_for("proposals.workshop", draft_id=draft.id), 303)


@blueprint.get("/workshop/<draft_id>")
def workshop(draft_id: str) -> str:
    """Show a change that is put together, with the next part as far as the address says it."""
    working = queries.find(current_session(), signed_in(), draft_id)
    return page(working, _settled(working, wish_from(request.args)))


@blueprint.post("/workshop/<draft_id>")
def work(draft_id: str) -> Answer:
    """Do one act: a change more or less, another order, back or forth, keep what was typed, send it."""
    session, actor, act = current_session(), signed_in(), request.form.get("act", "")
    working = queries.find(session, actor, draft_id)
    if catalog.fault(catalog.live_version(session, working.process)):
        return page(working, wish_from(request.form)), 409
    wish = _settled(working, wish_from(request.form))
    try:
        drawn = _drawn(working) if act == "draw" else None
    except Invalid as error:
        return _refused(draft_id, acts.sent(working, wish, request.form), error)
    working = queries.find(session, actor, draft_id, lock=True)
    sent = acts.sent(working, wish, request.form, drawn)
    try:
        if act in newer.CHOICES:
            return _again(draft_id, newer.settle(session, actor, working, act, request.form))
        if newer.is_behind(working, sent, act):
            return newer.page(session, actor, working, act, sent), 409
        done = acts.do(session, actor, working, act, sent)
    except (Invalid, Conflict, Forbidden) as error:
        undo(session)
        return _refused(draft_id, sent, error)
    if done.proposal:
        flash(_("Sent. Everybody who is asked gets a notice."), "success")
        return redirect(url_for("proposals.proposal", proposal_id=done.proposal), 303)
    if done.is_gone:
        flash(done.said, "success")
        return redirect(url_for("proposals.of_process", key=working.process.key), 303)
    return _again(draft_id, done.said, sent.wish if done.keeps_next else None)


def _drawn(working: Working) -> list[Stored]:
    """Read off what was drawn on the state that the page showed, before anything is locked for it."""
    session, file, seen = current_session(), request.files.get("drawn"), request.form.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 9 else working.draft.at
    held = queries.state(session, working.draft, number)
    if file is None or held is None:
        words = _("What this page carried cannot be read. Make your change again.")
        raise Invalid("BAD_FORM", words, {"_": words})
    live = catalog.live_version(session, working.process)
    file.seek(0)  # what takes long is worked out before, and then it is read anew
    return changes.drawn(live, Content(tuple(held.operations)), file.read(LARGEST_DRAWN))


def _again(draft_id: str, said: str, wish: Wish | None = None) -> Response:
    """Show it as it is now; what was chosen for the next change stays chosen where that is short."""
    if said:
        flash(said, "success")
    carried = _carried(wish) if wish is not None else {}
    return redirect(url_for("proposals.workshop", draft_id=draft_id, **carried), 303)


def _carried(wish: Wish) -> dict[str, Any]:
    """What of the next change fits into an address: nothing where none was begun, of long texts only the step."""
    if not wish.step:
        return {}
    found: dict[str, Any] = {"step": wish.step, "bother": wish.bother, "do": wish.do, "of": wish.of}
    found |= {name: value for name, value in wish.values.items() if value}
    found = {name: value for name, value in found.items() if value}
    return found if len(json.dumps(found)) <= LONGEST_CARRIED else {"step": wish.step}


def _refused(draft_id: str, sent: acts.Sent, error: Invalid | Conflict | Forbidden) -> tuple[str, int]:
    """Show it with why an act was not done, and all that was typed and chosen."""
    working = queries.find(current_session(), signed_in(), draft_id)
    errors: Mapping[str, str] = getattr(error, "errors", None) or {"_": error.words}
    errors = {"_" if name == "operations" else name: words for name, words in errors.items()}
    typed = {"title": sent.typed_title, "reason": sent.content.reason}
    return page(working, sent.wish, errors, typed), error.status


def _settled(working: Working, wish: Wish) -> Wish:
    return offers.settled(bench_of(current_session(), working).ground, wish)


@blueprint.post("/workshop/<draft_id>/preview")
@limiter.limit("120 per minute")
@transaction("read")
def workshop_preview(draft_id: str) -> str:
    """Give what the next change would do, while somebody chooses."""
    session = current_session()
    working = queries.find(session, signed_in(), draft_id)
    bench = bench_of(session, working)
    if fault := catalog.fault(bench.live):
        return render_template("improve/workshop/_next_preview.html", wrong=fault.words)
    wish = offers.settled(bench.ground, wish_from(request.form))
    shown = next_change(working, bench, wish)
    shown["ways"] = ways_if_other(bench, wish, request.form.get("ways_of"))
    return render_template("improve/workshop/_next_preview.html", **shown, is_part=True)


@blueprint.get("/workshop/<draft_id>/after.bpmn")
def workshop_after(draft_id: str) -> FlaskResponse:
    """Give the drawing of the live version with the changes of a state, and perhaps a next one."""
    session = current_session()
    working = queries.find(session, signed_in(), draft_id)
    state = request.args.get("state", working.draft.at, type=int)
    held = queries.state(session, working.draft, state) if 0 <= state <= working.draft.last else None
    number = request.args.get("version", type=int)
    version = catalog.live_version(session, working.process)
    if held is None or (number is not None and number != version.number):
        raise NotFound(_("this drawing"))
    return drawing(impact.only_change(version, [*held.operations, *operations_in(request.args.get("more", "[]"))]))
