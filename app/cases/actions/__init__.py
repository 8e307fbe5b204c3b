"""What people and timers do with cases; each takes (session, actor, …) and leaves the commit to the unit of work."""

from app.cases.actions.cancel import cancel
from app.cases.actions.result.persist import persist_result
from app.cases.actions.retry import MOST_AT_ONCE, Retried, retry, retry_incident, retry_incidents
from app.cases.actions.start import start
from app.cases.actions.suspend_and_modify import move, resume, suspend
from app.cases.actions.timers import cancel_timer, fire, fire_now

__all__ = [
    "MOST_AT_ONCE",
    "Retried",
    "cancel",
    "cancel_timer",
    "fire",
    "fire_now",
    "move",
    "persist_result",
    "resume",
    "retry",
    "retry_incident",
    "retry_incidents",
    "start",
    "suspend",
]
