"""What rollouts tell Prometheus."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.observability import metrics
from app.kernel.observability.metrics.port import Values
from app.rollout.tables import Rollout

ON = ("planned", "running")


@metrics.figure("stepwell_rollouts_running", "Rollouts that are under way")
def running(session: Session) -> Values:
    """Count them."""
    yield (), session.scalar(select(func.count()).where(Rollout.state.in_(ON))) or 0


@metrics.figure("stepwell_rollouts_instances_left", "Running instances that wait for their verdict in a rollout")
def left(session: Session) -> Values:
    """Sum what is left of them."""
    done = Rollout.moved + Rollout.redirected + Rollout.stayed + Rollout.failed
    yield (), session.scalar(select(func.sum(Rollout.total - done)).where(Rollout.state.in_(ON))) or 0
