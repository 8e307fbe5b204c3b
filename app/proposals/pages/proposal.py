"""A proposal: the page to judge it on, and what can be done there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request

from app.accounts.queries import people
from app.accounts.tables import Person
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.discussion.policy import Discussion
from app.discussion.tables import Picture
from app.impact import queries as impact
from app.impact.pages import drawing
from app.impact.queries import Preview
from app.kernel.errors import Invalid, NotFound, StepwellError
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.frame import wants_tabs
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import allows
from app.kernel.times import clock
from app.kernel.times.moments import local_day
from app.proposals import queries
from app.proposals.pages import blueprint
from app.proposals.pages.tabs import Tabs, tabs_of
from app.proposals.pages.touched import forecast, spent
from app.proposals.policy import Proposals
from app.proposals.queries import Decision, Found
from app.proposals.transitions import ENDED, is_possible


@blueprint.get("/proposals/<proposal_id>")
def proposal(proposal_id: str) -> str:
    """Show a proposal: the change, what speaks for it, whom it touches, the decision."""
    return page_of(proposal_id, template="tabs.html" if wants_tabs() else "proposal.html")


def page_of(
    proposal_id: str,
    errors: dict[str, str] | None = None,
    template: str = "proposal.html",
    refused: StepwellError | None = None,
    pictures: Sequence[Picture] = (),
) -> str:
    """Give the page of a proposal, or a part of it, with what was wrong in a form and the pictures that it holds."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, proposal_id)
    revision = queries.revision(session, found.proposal)
    base = catalog.version_by_id(session, revision.base_version_id)
    tried = queries.on_live(session, found)
    asked_on = request.args.get("live_version", type=int) if template == "decision.html" else None
    shown_on = asked_on or tried.version.number
    written = None if tried.ok else queries.on_version(session, revision, base)
    decided = queries.decision(session, actor, found, fits=tried.ok or found.proposal.state in ENDED)
    touched = forecast(found, tried.changed.model)
    shown: dict[str, Any] = {}
    if template != "decision.html":
        tabs = tabs_of(found, decided, touched, tried, drawn=tried.ok or (written is not None and written.ok))
        reasons = {} if template == "tabs.html" else _reasons_of(found, tried, base)
        shown = {"tabs": tabs, **tabs.shown, **reasons, "who": _named(found, tabs, reasons.get("evidence"))}
    return render_template(
        f"proposals/{template}", found=found, proposal=found.proposal, process=found.process, revision=revision,
        base=base, against=tried.version, tried=tried, shown_on=shown_on, fault=catalog.fault(tried.version),
        missed=queries.read_on(session, found, shown_on), written=written,
        decided=decided, errors=errors or {}, touched=touched, undecided=_is_undecided(found, decided),
        chosen=_chosen(decided) if refused else "", pictures=pictures,
        may=_possible(found), typed=request.form, acted=request.path.rpartition("/")[2], refused=refused, **shown,
        read=request.args.get("revision", type=int) or found.proposal.revision,
        today=local_day(clock.now()).isoformat(),
        steps={s.step_id: s.label for s in catalog.steps(session, base.id)},
    )  # fmt: skip


def _is_undecided(found: Found, decided: Decision) -> bool:
    """Whether the reader is asked and has not voted yet: what others chose is folded away until then."""
    asked = decided.asked
    return bool(asked and asked.is_elector and not asked.mine and asked.ballot.is_open) and (
        found.proposal.state == "voting"
    )


def _chosen(decided: Decision) -> str:
    """Say what somebody chose with a vote that was refused; nothing where they sent something else."""
    if decided.asked is None or not request.path.endswith("/votes"):
        return ""
    terms = decided.asked.terms
    with suppress(Invalid):
        return terms.method.answer(terms.method.read(terms.method.selection_sent(request.form), terms), terms).words
    return ""


def _reasons_of(found: Found, tried: Preview, base: Version) -> dict[str, Any]:
    """Give what speaks for a proposal and against it, and what stands in its way."""
    session, actor, proposal = current_session(), signed_in(), found.proposal
    listens = allows(actor, Discussion.VIEW, found.process)
    evidence = queries.evidence_of(session, proposal.id) if listens else impact.Evidence()
    version = catalog.version_by_id(session, proposal.version_id) if proposal.version_id else None
    shown: dict[str, Any] = {"evidence": evidence, "version": version, "spent": spent(found, tried)}
    shown["answers"] = queries.answers_of(session, actor, proposal)
    shown["is_owner"] = actor.id == found.process.owner_id
    if proposal.state == "conflict":
        shown["clashes"] = queries.clashes(session, found, tried, base)
    return shown


def _named(found: Found, tabs: Tabs, evidence: impact.Evidence | None) -> dict[str, Person]:
    """Give all who are named on the page, by their ids."""
    ids = {found.proposal.author_id, found.process.owner_id, *tabs.people}
    if evidence is not None:
        ids |= {f.person_id for f in (*evidence.flags, *evidence.praise)} | {c.author_id for c in evidence.comments}
    return people(current_session(), [i for i in ids if i])


def _possible(found: Found) -> dict[str, bool]:
    """What the actor may do now, by name of the transition."""
    actor, state = signed_in(), found.proposal.state
    rules = {
        "open": Proposals.OPEN, "discuss": Proposals.OPEN, "revise": Proposals.REVISE, "withdraw": Proposals.WITHDRAW,
        "approve": Proposals.APPROVE, "reject": Proposals.REJECT, "end": Proposals.END, "postpone": Proposals.POSTPONE,
        "done": Proposals.SAY_DONE,
    }  # fmt: skip
    may = {n: is_possible(n, state) and allows(actor, rule, found.standing) for n, rule in rules.items()}
    may["done"] = may["done"] and found.proposal.is_in_words
    may["end"] = may["end"] and queries.author_left(current_session(), found.proposal)
    return may | {"close": state == "voting" and actor.id == found.process.owner_id}


@blueprint.get("/proposals/<proposal_id>/decision")
def decision(proposal_id: str) -> str:
    """Give the decision box alone, for pages that follow a vote."""
    return page_of(proposal_id, template="decision.html")


@blueprint.get("/proposals/<proposal_id>/after.bpmn")
def after(proposal_id: str) -> FlaskResponse:
    """Give the drawing of a version as a revision changes it, by default of the live one by the current."""
    session = current_session()
    found = queries.find(session, signed_in(), proposal_id)
    number, version = request.args.get("revision", type=int), request.args.get("version", type=int)
    if number is not None and not 0 < number <= found.proposal.revision:
        raise NotFound(_("this revision"))
    made = queries.revision(session, found.proposal, number)
    if version is None:
        return drawing(queries.on_live(session, found))
    return drawing(queries.on_version(session, made, catalog.version(session, found.process, version)))
