"""The stops of the tour: one flag of the demo, and all that came of it, each on the page where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog.queries import version_by_id
from app.demo.marketing.story.plots import SIGNATURE
from app.demo.stops import Stop, told
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.rollout.queries import of_proposal

STEP = "Sign_form"
KEY = SIGNATURE.process


@dataclass(frozen=True)
class Places:
    """What the stops lead to: the proposal, its rollout, the version that came of it."""

    proposal: str
    rollout: str
    version: int


def _among(at: Callable[[Places], str]) -> Callable[[Session], str]:
    """Give where a stop is among the pages of the flag's proposal."""
    return lambda session: at(_places(session))


def _places(session: Session) -> Places:
    proposal = told(session, KEY, SIGNATURE.title)
    rollout = of_proposal(session, proposal)
    if rollout is None:
        raise NotFound(_("what the tour shows"))
    return Places(proposal, rollout.id, version_by_id(session, rollout.version_id).number)


STOPS = (
    Stop(
        _("A flag"),
        _(
            "Campaigns waited for a name on paper. People who did this step marked it, with one tap beside their "
            "task: “not needed”, “slow”. Five did, and each said why."
        ),
        _among(lambda places: f"/processes/{KEY}/steps/{STEP}"),
    ),
    Stop(
        _("A conversation"),
        _(
            "Chloe asked at the step why it is there. The owner and Legal answered: the rule asks for a record, not "
            "paper."
        ),
        _among(lambda places: f"/processes/{KEY}/steps/{STEP}/discussion"),
    ),
    Stop(
        _("A proposal"),
        _(
            "So she proposed to take the step out. What people decide on is not her text but the sentence and the "
            "drawing that Stepwell makes of the change; flags and comments go along as reasons."
        ),
        _among(lambda places: f"/proposals/{places.proposal}"),
    ),
    Stop(
        _("A vote"),
        _(
            "Those who do the work voted. The rule says how many must take part, and that for beats against; each vote "
            "may give a reason. Look for the votes on this page."
        ),
        _among(lambda places: f"/proposals/{places.proposal}"),
    ),
    Stop(
        _("An approval"),
        _(
            "Nora, who owns the process, approved it with her reason. With that the change became the live version: "
            "nobody had to draw or install anything."
        ),
        _among(lambda places: f"/processes/{KEY}/versions/{places.version}"),
    ),
    Stop(
        _("A rollout"),
        _(
            "Cases that were running moved to the new version by themselves. What stood at the step that is gone "
            "went on to the next one; each case says what became of it."
        ),
        _among(lambda places: f"/rollouts/{places.rollout}"),
    ),
    Stop(
        _("The changed map"),
        _("Before and after on one drawing: the step that went is crossed out, the way past it is new."),
        _among(lambda places: f"/processes/{KEY}/compare?from={places.version - 1}&to={places.version}"),
    ),
    Stop(
        _("What it saved"),
        _(
            "Since then campaigns take less time, and Stepwell compares the cases before and after by itself. Flag a "
            "step yourself now: open any task of yours."
        ),
        _among(lambda places: f"/processes/{KEY}/versions"),
    ),
)
