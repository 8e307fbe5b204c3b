"""The stops of the tour through the hotels: one change, worked out together, and what twelve hotels made of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.demo.stops import Stop, told
from app.demo.towels.processes import KEY
from app.demo.towels.story.plots import NEW_TOWEL
from app.kernel.i18n import _


def _proposal(session: Session) -> str:
    return f"/proposals/{told(session, KEY, NEW_TOWEL.title)}"


STOPS = (
    Stop(
        _("A change worked out together"),
        _(
            "Bleach ruins the new towel. A launderer in Hamburg proposed to leave it out; Paris and London said what "
            "else they had tried, and the proposal became a step less, a step more and other instructions."
        ),
        _proposal,
    ),
    Stop(
        _("Carried to twelve hotels"),
        _(
            "Each hotel has a variant of the process in its own language. The change became a proposal of theirs: most "
            "adopted it, Palma otherwise because its water is hard, York said why not, and Nice has still to answer."
        ),
        lambda session: f"{_proposal(session)}/offers",
    ),
    Stop(
        _("Money, hotel by hotel"),
        _(
            "What the new towel saved in each hotel since it is live there: cases that Stepwell counted, times figures "
            "that the hotels entered and froze. Of some nothing is known yet, and the page says so."
        ),
        lambda session: f"{_proposal(session)}/worth",
    ),
    Stop(
        _("The same and not the same"),
        _("Step by step: what is alike in all hotels, what is done otherwise where, and what is gone."),
        lambda session: f"/processes/{KEY}/family",
    ),
)
