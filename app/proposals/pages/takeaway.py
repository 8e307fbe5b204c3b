"""A proposed change to take away: as a picture, as Markdown, and on paper."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import render_template

from app.catalog.takeaway import picture_answer, text_answer
from app.kernel.http.application import current_session
from app.kernel.pages.visitor import signed_in
from app.proposals import queries
from app.proposals.pages import blueprint
from app.proposals.queries.takeaway import markdown_of, name_of, picture_of, told_of


@blueprint.get("/proposals/<proposal_id>/change.svg")
def change_picture(proposal_id: str) -> FlaskResponse:
    """Give what a proposal changes as one picture."""
    told = told_of(current_session(), queries.find(current_session(), signed_in(), proposal_id))
    return picture_answer(picture_of(told), name_of(told))


@blueprint.get("/proposals/<proposal_id>/change.md")
def change_text(proposal_id: str) -> FlaskResponse:
    """Give what a proposal changes, and why, as Markdown."""
    told = told_of(current_session(), queries.find(current_session(), signed_in(), proposal_id))
    return text_answer(markdown_of(told), name_of(told))


@blueprint.get("/proposals/<proposal_id>/paper")
def on_paper(proposal_id: str) -> str:
    """Show picture, words and reason of a proposal on a page that prints well."""
    found = queries.find(current_session(), signed_in(), proposal_id)
    told = told_of(current_session(), found)
    return render_template(
        "proposals/paper.html", proposal=found.proposal, process=found.process, told=told, tried=told.tried,
        revision=told.revision,
    )  # fmt: skip
