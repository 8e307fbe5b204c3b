"""What a proposal changes, to take away: on the live version where it fits, else on the one it was written for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Response
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.takeaway import answer as answered
from app.catalog.takeaway import markdown_between, picture_between
from app.impact.queries import Preview
from app.kernel.errors import Conflict
from app.kernel.i18n import _, sentences
from app.proposals.queries.find import Found, revision
from app.proposals.queries.live import on_live, on_version
from app.proposals.tables import ProposalRevision
from processes import change
from processes.model import Model


@dataclass(frozen=True)
class Told:
    """A proposal whose change can be made, with the models before and after."""

    found: Found
    revision: ProposalRevision
    tried: Preview
    before: Model
    after: Model
    difference: change.Diff


def told_of(session: Session, found: Found) -> Told:
    """Work out what a proposal changes; raises Conflict `DOES_NOT_FIT` where it can be made on neither version."""
    made, tried = revision(session, found.proposal), on_live(session, found)
    if not tried.ok:
        tried = on_version(session, made, catalog.version_by_id(session, made.base_version_id))
    after, difference = tried.changed.model, tried.changed.difference
    if not tried.ok or after is None or difference is None:
        reasons = [refusal.words for refusal in tried.changed.refusals]
        wanted = _("Expected a change that can be drawn, but this one cannot be made.")
        said = reasons or [_("This change cannot be drawn: it fits neither version.")]
        raise Conflict("DOES_NOT_FIT", sentences(wanted, *reasons), for_people=sentences(*said))
    return Told(found, made, tried, catalog.model(tried.version), after, difference)


def picture_of(told: Told) -> str:
    """Draw it as SVG; raises Incomparable."""
    proposal, process = told.found.proposal, told.found.process
    between = _("A proposal for version {number}", number=str(told.tried.version.number))
    return picture_between(told.before, told.after, process.title, between, proposal.sentence)


def markdown_of(told: Told) -> str:
    """Write it as Markdown, with the reason of its author as it was written; raises Incomparable."""
    proposal = told.found.proposal
    title = f"{told.found.process.title}: {proposal.title}"
    text = markdown_between(told.before, told.after, title, proposal.sentence, told.difference)
    why = _("Why")
    return f"{text}\n## {why}\n\n{proposal.reason}\n"


def name_of(told: Told) -> str:
    """Give what the file is saved under, without its ending."""
    return f"{told.found.process.key}-proposal-{told.found.proposal.id[-8:]}"


def answer(told: Told, wanted: str) -> Response:
    """Answer with it in a format that a program asks for."""
    return answered(wanted, name_of(told), partial(picture_of, told), partial(markdown_of, told))
