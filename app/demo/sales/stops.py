"""The stops of the tour through sales: what one region found out, and how the others came by it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.demo.sales.story import BALTIC, WALK
from app.demo.stops import Stop, told
from app.kernel.i18n import _


def _walk(session: Session) -> str:
    return f"/proposals/{told(session, WALK.process, WALK.title)}"


STOPS = (
    Stop(
        _("One region tries something"),
        _(
            "On the Rhine offers went cold during the week before the first call. Its people added a step, voted and "
            "measured. This page says what came of it, and who has adopted it since: the credit stays with them."
        ),
        _walk,
    ),
    Stop(
        _("What worked elsewhere"),
        _(
            "The Baltic region has the same trouble. What others live with is listed here, what is most like its own "
            "process first, and one press makes it a proposal there."
        ),
        lambda session: f"/practices?like={BALTIC}",
    ),
)
