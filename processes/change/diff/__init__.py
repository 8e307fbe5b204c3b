"""What changed between two models, as a reader would tell it."""

from processes.change.diff.compare import diff
from processes.change.diff.values import OF_NO_WORK, Change, Diff

__all__ = ["OF_NO_WORK", "Change", "Diff", "diff"]
