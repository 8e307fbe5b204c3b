"""The steps of the first visit that proposals show: to propose, and to vote."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from app.ballots.tables import Vote
from app.kernel.features import GuideStep
from app.kernel.i18n import _
from app.proposals.tables import Proposal


def _proposed(person_id: str) -> ColumnElement[bool]:
    return exists().where(Proposal.author_id == person_id)


def _voted(person_id: str) -> ColumnElement[bool]:
    return exists().where(Vote.person_id == person_id)


STEPS = (
    GuideStep(
        order=30, words=_("Propose a change"), endpoint="catalog.processes", done=_proposed,
        hint=_("“Improve this step” shows before and after while you choose."),
    ),
    GuideStep(
        order=40, words=_("Vote"), endpoint="proposals.proposals", done=_voted,
        hint=_("Read the reasons, look at the change, say yes or no."),
    ),
)  # fmt: skip
