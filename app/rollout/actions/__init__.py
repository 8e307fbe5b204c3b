"""Writes of rollouts: go live, move running work, revert, acknowledge."""

from app.rollout.actions.acknowledge import acknowledge
from app.rollout.actions.batches import CHUNK, advance, run
from app.rollout.actions.go_live import go_live
from app.rollout.actions.prepare import forget, order_preparation, prepare_accepted
from app.rollout.actions.remind import remind
from app.rollout.actions.revert import revert
from app.rollout.actions.start_rollout import begin

__all__ = [
    "CHUNK", "acknowledge", "advance", "begin", "forget", "go_live", "order_preparation", "prepare_accepted", "remind",
    "revert", "run",
]  # fmt: skip
