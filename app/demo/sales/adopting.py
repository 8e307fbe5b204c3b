"""How a region takes over what worked in another one: it becomes a proposal there, which its people decide about."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.demo.organisation import actor, process
from app.demo.story import Beat, Plot
from app.demo.telling import Telling
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.practices import actions as practices
from app.proposals import queries


class Adopting(Telling):
    """A story in which a change is found elsewhere, by the title that it has there."""

    def _adopt(self, session: Session, plot: Plot, beat: Beat) -> None:
        """Adopt a change here once it is live where it began."""
        origin = queries.find(session, SYSTEM, self.proposals[beat.words], lock=True)
        if origin.proposal.state != "live":
            self._plan_beat(clock.now() + timedelta(hours=24), plot, beat)
            return
        [made] = practices.offer(session, actor(session, beat.who), origin, [process(session, plot.process)])
        assert made.proposal_id is not None, made.words
        self.proposals[plot.title] = made.proposal_id
