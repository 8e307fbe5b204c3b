"""The earlier place of `processes.expressions`: programs that work expressions out in a checkout go on as they are."""

from processes.expressions import feel

__all__ = ["feel"]
