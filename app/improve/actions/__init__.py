"""What can be done with a change that is put together."""

from app.improve.actions.drafts import ANSWERABLE, begin, drop, join, keep, leave, step_to

__all__ = ["ANSWERABLE", "begin", "drop", "join", "keep", "leave", "step_to"]
