"""The policy of a process: how it is decided about, for all to read and its owner to change."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.ballots.methods import METHODS, method_named
from app.catalog import queries as catalog
from app.catalog.policy import sees_inside
from app.catalog.tables import Process
from app.decision_policy import actions, queries
from app.decision_policy.policy import DecisionPolicy
from app.decision_policy.slots import Undecidable, undecidable
from app.decision_policy.values import (
    PROPOSERS,
    SIGNERS,
    VOTERS,
    Policy,
    Signatures,
    known_method,
    role_words,
    signers_words,
)
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.pages.form_input import whole_number
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import allows, require

blueprint = Blueprint("decision_policy", __name__, template_folder="templates")


@blueprint.get("/processes/<key>/policy")
def policy(key: str) -> str:
    """Show how the process is decided about."""
    process = catalog.process_by_key(current_session(), signed_in(), key)
    return _page(process, queries.current_policy(current_session(), process.id)[1])


@blueprint.post("/processes/<key>/policy")
def set_policy(key: str) -> Response | tuple[str, int]:
    """Change it; votes that run keep the rule they began with."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    require(actor, DecisionPolicy.EDIT, process)
    try:
        catalog.lock_process(session, key)
        number, current = queries.current_policy(session, process.id)
        seen(number, must_say=True)
        wanted = _read(request.form, current)
        number = actions.set_policy(session, actor, process, wanted)
    except (Conflict, Invalid) as error:
        undo(session)
        current = queries.current_policy(session, process.id)[1]
        errors = error.errors if isinstance(error, Invalid) else {}
        return _page(process, current, errors or {"_": error.words}), error.status
    words = _("Policy {number} holds from now on. Votes that run keep the rule they began with.", number=str(number))
    flash(words, "success")
    for warning in queries.warnings(session, process, wanted).values():
        flash(warning, "warning")
    return redirect(url_for("decision_policy.policy", key=key), 303)


def _page(process: Process, current: Policy, errors: dict[str, str] | None = None) -> str:
    session = current_session()
    history = queries.policy_history(session, process.id) if sees_inside(signed_in(), process) else []
    asked = len(queries.asked(session, process))
    shown, now = _as_chosen(current), current.terms(asked)
    return render_template(
        "decision_policy/policy.html", process=process, policy=current, errors=errors or {}, history=history,
        who=people(session, {row.by for row in history}), now=now, rule=now.method.words(now),
        terms=shown.terms(asked), methods=list(METHODS.values()),
        signers=signers_words(current), proposers=list(PROPOSERS.items()), voters=list(VOTERS.items()), roles=SIGNERS,
        role_words=role_words,
        may_edit=allows(signed_in(), DecisionPolicy.EDIT, process), filled=request.form or _form_of(shown),
        number=queries.current_policy(session, process.id)[0],
        warnings=queries.warnings(session, process, current, asked),
        asked=asked, stuck=_stuck(session, process),
    )  # fmt: skip


def _as_chosen(current: Policy) -> Policy:
    """Give the policy as the form shows it: with what another method begins with where somebody chose one."""
    method = METHODS.get(request.values.get("method", ""))
    if method is None or method.name == current.method:
        return current
    return replace(current, method=method.name, ballot=method.settings({}))


def _stuck(session: Session, process: Process) -> dict[str, list[Undecidable]]:
    """Give what cannot be decided as things stand, each by its id with all that stands in the way."""
    found: dict[str, list[Undecidable]] = {}
    for one in chain(*undecidable.answers(session, signed_in(), process=process)):
        found.setdefault(one.id, []).append(one)
    return found


def _form_of(policy: Policy) -> dict[str, str]:
    """Give the form that would send a policy as it is."""
    signed = dict.fromkeys(SIGNERS, 0) | {one.role: one.count for one in policy.approvals}
    boxes = {"hidden": policy.hidden, "four_eyes": policy.four_eyes, "migrate": policy.migrate}
    return {
        "propose": policy.propose, "vote": policy.vote, **method_named(policy.method).form_of(policy.ballot),
        "days": str(policy.days), **{f"sign_{role}": str(count) for role, count in signed.items()},
        **{name: "1" for name, ticked in boxes.items() if ticked},
    }  # fmt: skip


def _read(form: MultiDict[str, str], current: Policy) -> Policy:
    method = known_method(form.get("method") or current.method)
    counts = {role: whole_number(form, f"sign_{role}") or 0 for role in SIGNERS}
    return replace(
        Policy(),
        propose=form.get("propose", ""),
        vote=form.get("vote", ""),
        method=method.name,
        ballot=method.settings(method.settings_sent(form)),
        days=whole_number(form, "days") or 0,
        hidden=bool(form.get("hidden")),
        approvals=tuple(Signatures(role, count) for role, count in counts.items() if count),
        four_eyes=bool(form.get("four_eyes")),
        migrate=bool(form.get("migrate")),
    )
