"""What can be done with a change that is put together."""

from app.improve.actions.drafts import begin, drop, join, keep, leave, step_to

__all__ = ["begin", "drop", "join", "keep", "leave", "step_to"]
