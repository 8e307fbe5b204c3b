"""Writes of rollouts: go live, move running work, revert, acknowledge."""

from app.rollout.actions.acknowledge import acknowledge
from app.rollout.actions.begin import begin, go_live
from app.rollout.actions.chunk import CHUNK, advance, run
from app.rollout.actions.revert import revert

__all__ = ["CHUNK", "acknowledge", "advance", "begin", "go_live", "revert", "run"]
