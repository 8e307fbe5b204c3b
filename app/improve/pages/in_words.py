"""The last way of improving: what no diagram shows, said in words."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.decision_policy import queries as policies
from app.decision_policy.actions import may_propose
from app.decision_policy.values import signers_words
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.proposals import actions, in_words, queries
from app.proposals.pages import blueprint
from app.proposals.pages.base import read_revision, told
from app.proposals.queries import Found
from app.taskforms.forms.numbers import read_amount, show_number

FIELDS = ("what", "amount", "unit", "per", "by", "title", "reason")
CURRENCIES = ("EUR", "USD", "GBP", "CHF")


@blueprint.get("/processes/<key>/improve/in-words")
def say(key: str) -> str:
    """Show the form."""
    return _page(catalog.process_by_key(current_session(), signed_in(), key), {"unit": in_words.HOURS, "per": "month"})


@blueprint.post("/processes/<key>/improve/in-words")
def send_words(key: str) -> str | Response | tuple[str, int]:
    """File the proposal as a draft or with an open vote."""
    session, actor = current_session(), signed_in()
    process, typed = catalog.process_by_key(session, actor, key), _typed()
    try:
        said = in_words.read(_sent(typed))
        draft = actions.Draft(typed["title"] or said.title, typed["reason"], in_words=said)
        proposal = actions.create(session, actor, process, draft)
        if request.form.get("act") != "draft":
            actions.open_vote(session, actor, queries.find(session, actor, proposal.id))
    except Invalid as error:
        undo(session)
        return _page(process, typed, error.errors or {"_": error.words}), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return _page(process, typed, {"_": error.words}), error.status
    flash(
        _("The draft is kept. Open the vote when you are ready.")
        if request.form.get("act") == "draft"
        else _("Sent. Everybody who is asked gets a notice."),
        "success",
    )
    return redirect(url_for("proposals.proposal", proposal_id=proposal.id), 303)


def revise_words(found: Found) -> str:
    """Show the form with what a proposal says."""
    made = queries.revision(current_session(), found.proposal)
    said = made.in_words or {}
    effect = said.get("effect") or {}
    typed = {
        "what": said.get("what", ""), "amount": show_number(effect.get("amount", "")),
        "unit": effect.get("unit", in_words.HOURS), "per": effect.get("per", "month"), "by": said.get("by") or "",
        "title": found.proposal.nickname, "reason": found.proposal.reason,
    }  # fmt: skip
    return _page(found.process, typed, revising=found)


def send_revised_words(found: Found) -> str | Response | tuple[str, int]:
    """File a new revision of what was said."""
    session, typed = current_session(), _typed()
    try:
        said = in_words.read(_sent(typed))
        actions.revise(
            session, signed_in(), found, (), title=typed["title"] or said.title, reason=typed["reason"],
            revision=read_revision(), in_words=said,
        )  # fmt: skip
    except Invalid as error:
        undo(session)
        return _page(found.process, typed, error.errors or {"_": error.words}, found), 422
    except (Conflict, Forbidden) as error:
        undo(session)
        return _page(found.process, typed, {"_": error.words}, found), error.status
    there = url_for("proposals.proposal", proposal_id=found.proposal.id)
    return told(_("The new revision is there. Who had voted is asked again."), there)


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in FIELDS}


def _sent(typed: dict[str, str]) -> dict[str, Any]:
    effect = {"amount": read_amount(typed["amount"]), "unit": typed["unit"], "per": typed["per"]}
    return {"what": typed["what"], "effect": effect if typed["amount"] else None, "by": typed["by"]}


def _page(
    process: Process, typed: dict[str, str], errors: dict[str, str] | None = None, revising: Found | None = None
) -> str:
    session, actor = current_session(), signed_in()
    policy = policies.current_policy(session, process.id)[1]
    asked = len(policies.asked(session, process, None))
    terms = policy.terms(asked)
    return render_template(
        "improve/in_words.html", process=process, typed=typed, errors=errors or {}, revising=revising, policy=policy,
        asked=asked, rule=terms.method.words(terms), signers=signers_words(policy), currencies=CURRENCIES,
        warnings=policies.warnings(session, process, policy, asked), may_propose=may_propose(session, actor, process),
    )  # fmt: skip
