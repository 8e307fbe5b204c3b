"""What people and timers do with work; each takes (session, actor, …) and leaves the commit to the unit of work."""

from app.work.actions.cancel import cancel
from app.work.actions.claim import claim, release
from app.work.actions.complete import complete
from app.work.actions.lanes import map_lanes
from app.work.actions.messages import deliver, send
from app.work.actions.retry import retry, retry_incident
from app.work.actions.start import start
from app.work.actions.timers import fire
from app.work.actions.turn import apply_turn

__all__ = [
    "apply_turn", "cancel", "claim", "complete", "deliver", "fire", "map_lanes", "release", "retry",
    "retry_incident", "send", "start",
]  # fmt: skip
