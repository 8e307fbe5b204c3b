"""The kinds of targets, each with how it is reached and told apart; listed here and nowhere else."""

from app.targets.kinds.camunda import Camunda7, Camunda8
from app.targets.kinds.contract import GONE, Kind, Package, Way, carry_out
from app.targets.kinds.flowable import Flowable
from app.targets.kinds.git import Git
from app.targets.kinds.spiffarena import SpiffArena

KINDS: dict[str, Kind] = {kind.kind: kind for kind in (Git(), Camunda7(), Camunda8(), Flowable(), SpiffArena())}

__all__ = ["GONE", "KINDS", "Kind", "Package", "Way", "carry_out"]
