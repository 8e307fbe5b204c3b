"""What changed between two models, as a reader would tell it."""

from processes.change.diff.compare import diff
from processes.change.diff.values import Change, Diff

__all__ = ["Change", "Diff", "diff"]
