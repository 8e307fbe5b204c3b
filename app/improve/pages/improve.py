"""The improve page: what bothers you, what could be done, what it would do, why, who is asked, send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.catalog import queries as catalog
from app.catalog.tables import Process, Version, VersionStep
from app.decision_policy import queries as policies
from app.decision_policy.actions import may_propose, require_may_propose
from app.decision_policy.values import signers_words
from app.improve.pages.form import (
    Typed,
    Wish,
    asked_kinds,
    blanks_of,
    buttons,
    consents,
    offers,
    operations_of,
    usual,
    wish_from,
    wish_of,
)
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _, in_english
from app.kernel.pages.visitor import signed_in
from app.kernel.rate_limits import limiter
from app.proposals import actions, queries
from app.proposals.pages import blueprint
from app.proposals.pages.base import drawing, read_revision, told
from app.proposals.queries import Found, Preview
from processes import change
from processes.called import headed

Answer = str | Response | tuple[str, int]


@blueprint.get("/processes/<key>/improve")
def improve(key: str) -> str:
    """Show the form, with the step one came from."""
    process = _process(key)
    bother = request.args.get("bother", "")
    do = usual(bother) if bother in change.TROUBLES else request.args.get("do", "")
    wish = Wish(step=request.args.get("step", ""), bother=bother, do=do)
    return _page(process, wish)


@blueprint.post("/processes/<key>/improve")
def send(key: str) -> Answer:
    """Show the preview, or file the proposal as a draft or with an open vote."""
    process, session, actor = _process(key), current_session(), signed_in()
    live = catalog.live_version(session, process)
    wish = offers.settled(session, live, wish_from(request.form))
    if catalog.fault(live):
        return _page(process, wish), 409
    if request.form.get("act") not in ("send", "draft"):
        return _page(process, offers.without_strange_title(live, wish))
    if missing := offers.unseen(live, wish, request.form.get("shown")):
        return _page(process, offers.without_strange_title(live, wish), {"_": missing}), 422
    try:
        draft = actions.Draft(wish.title or offers.title(live, wish), wish.reason, operations_of(wish))
        proposal = actions.create(session, actor, process, draft)
        if request.form["act"] == "send":
            actions.open_vote(session, actor, queries.find(session, actor, proposal.id))
    except Invalid as error:
        undo(session)
        return _page(process, wish, _errors(error)), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return _page(process, wish, {"_": error.detail}), error.status
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
        return render_template("improve/_preview.html", wrong=fault.detail, filled=None)
    wish = offers.without_strange_title(live, offers.settled(session, live, wish_from(request.form)))
    step = catalog.step(session, live.id, wish.step)
    filled = offers.fields(live, wish, step)
    return render_template("improve/_preview.html", filled=filled, **_previewed(process, wish, live))


@blueprint.get("/processes/<key>/improve/after.bpmn")
def improved(key: str) -> FlaskResponse:
    """Give the drawing of a change that nobody has proposed yet."""
    process = _process(key)
    try:
        operations = json.loads(request.args.get("operations", "[]"))
        if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
            raise ValueError("no list of operations")
        version = catalog.version(current_session(), process, int(request.args.get("version", "0")))
    except (ValueError, RecursionError) as error:
        raise Invalid("BAD_ADDRESS", _("Expected operations in this address, but they cannot be read.")) from error
    return drawing(queries.only_change(version, operations))


@blueprint.get("/proposals/<proposal_id>/revise")
def revise(proposal_id: str) -> str:
    """Show the form with a proposal's choices."""
    found = queries.find(current_session(), signed_in(), proposal_id)
    proposal, revision = found.proposal, queries.revision(current_session(), found.proposal)
    live = catalog.live_version(current_session(), found.process)
    steps = {} if catalog.fault(live) else catalog.model(live).graph.nodes
    chosen = [step for step, node in steps.items() if node.is_activity]
    wish = wish_of(revision.operations, chosen, proposal.nickname, proposal.reason)
    return _page(found.process, wish, revising=found)


@blueprint.post("/proposals/<proposal_id>/revise")
def send_revision(proposal_id: str) -> Answer:
    """File a new revision, or show its preview."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, proposal_id, lock=True)
    live = catalog.live_version(session, found.process)
    wish = offers.settled(session, live, wish_from(request.form))
    if catalog.fault(live):
        return _page(found.process, wish, revising=found), 409
    if request.form.get("act") != "send":
        return _page(found.process, offers.without_strange_title(live, wish), revising=found)
    if missing := offers.unseen(live, wish, request.form.get("shown")):
        return _page(found.process, wish, {"_": missing}, revising=found), 422
    try:
        actions.revise(
            session, actor, found, operations_of(wish), title=wish.title or offers.title(live, wish),
            reason=wish.reason, revision=read_revision(),
        )  # fmt: skip
    except Invalid as error:
        undo(session)
        return _page(found.process, wish, _errors(error), revising=found), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return _page(found.process, wish, {"_": error.detail}, revising=found), error.status
    return told(
        _("The new revision is there. Who had voted is asked again."),
        url_for("proposals.proposal", proposal_id=proposal_id),
    )


def _process(key: str) -> Process:
    return catalog.process_by_key(current_session(), signed_in(), key)


def _errors(error: Invalid) -> dict[str, str]:
    errors = dict(error.errors) or {"_": error.detail}
    return {"_" if name == "operations" else name: words for name, words in errors.items()}


def _sent(how: str) -> str:
    if how == "draft":
        return _("The draft is kept. Open the vote when you are ready.")
    return _("Sent. Everybody who is asked gets a notice.")


def _page(process: Process, wish: Wish, errors: dict[str, str] | None = None, revising: Found | None = None) -> str:
    session, actor = current_session(), signed_in()
    live = catalog.live_version(session, process)
    if fault := catalog.fault(live):
        return render_template("improve/not_now.html", process=process, fault=fault, revising=revising, typed=wish)
    policy = policies.current_policy(session, process.id)[1]
    asked = len(policies.asked(session, process, _touched(live, wish) if policy.vote == "steps" else None))
    terms, steps = policy.terms(asked), catalog.steps(session, live.id)
    graph = catalog.model(live).graph
    choosable = [s for s in steps if s.step_id in graph.nodes and graph.nodes[s.step_id].is_activity]
    options = [(s.step_id, _label(s)) for s in choosable]
    others = [option for option in options if option[0] != wish.step]
    step = {s.step_id: s for s in steps}.get(wish.step)
    filled = offers.fields(live, wish, step)
    return render_template(
        "improve/improve.html", errors=errors or {}, revising=revising, typed=request.form,
        policy=policy, asked=asked, warnings=policies.warnings(session, process, policy, asked),
        rule=terms.method.words(terms), signers=signers_words(policy),
        step_options=options, bothers=[(name, *words) for name, words in change.TROUBLES.items()],
        ways=_ways(wish, filled, others), besides=[kind for kind in change.KINDS.values() if kind.about.besides],
        other_options=others, step=step, filled=filled, more=_more(live, wish),
        may_propose=may_propose(session, actor, process), **_previewed(process, wish, live),
    )  # fmt: skip


def _touched(live: Version, wish: Wish) -> list[str]:
    """Give the steps whose people are asked: those that the choices are about, else the one chosen."""
    return list(queries.kinds_at(live, offers.operations(wish))) or [wish.step]


def _ways(wish: Wish, filled: Mapping[str, Typed], others: list[tuple[str, str]]) -> list[tuple[str, str, str, Markup]]:
    """Give what could become of a step, each with the fields it asks for, by a template of its own if there is one."""
    return [
        (
            name, kind.about.title, kind.about.hint,
            Markup(
                render_template(
                    [f"improve/kinds/{name}.html", "improve/_blanks.html"], kind=kind, blanks=blanks_of(kind),
                    filled=filled, others=others, wish=wish,
                )
            ),
        )
        for name, kind in asked_kinds().items()
    ]  # fmt: skip


def _more(live: Version, wish: Wish) -> list[tuple[str, str]]:
    """Give the operations for which the form has no place: as they are sent, and in words."""
    return [(json.dumps(one, ensure_ascii=False), said) for one in wish.more if (said := offers.said(live, one))]


def _label(step: VersionStep) -> str:
    called = headed(step.label)
    return _("{step} ({lane})", step=called, lane=step.lane) if step.lane else called


def _previewed(process: Process, wish: Wish, live: Version | None = None) -> dict[str, Any]:
    """Give what the preview part shows: nothing yet, why not, or the change."""
    session = current_session()
    live = live or catalog.live_version(session, process)
    names = {s.step_id: s.label for s in catalog.steps(session, live.id)}
    about: dict[str, Any] = {"process": process, "live": live, "wish": wish, "names": names, "tried": None, "wrong": ""}
    if not operations_of(wish):
        return about
    try:
        tried: Preview = queries.preview(session, process, live, operations_of(wish))
    except Invalid as error:
        return about | {"wrong": error.detail}
    said = {"operations": json.dumps(operations_of(wish)), "version": live.number}
    after = url_for("proposals.improved", key=process.key) + "?" + urlencode(said)
    refusals = [{**refusal, "buttons": buttons(refusal, tried.operations)} for refusal in tried.refusals]
    about["consents"] = list(consents(wish, names))
    # What was shown is compared when it is sent, whichever language it was read in.
    about["shown"] = in_english(tried.sentence)
    return about | {"tried": tried, "after_url": after, "refusals": refusals}
