"""Reads of tasks."""

from app.tasks.queries.ahead import after, next_alike
from app.tasks.queries.inbox import inbox, inbox_count, inbox_places, open_here
from app.tasks.queries.load import load
from app.tasks.queries.selection import eligible_for_any, selection
from app.tasks.queries.tasks import (
    already_done,
    is_apart,
    next_for,
    require_other_eyes,
    task,
    task_and_whose,
    task_for_work,
)

__all__ = [
    "after",
    "already_done",
    "eligible_for_any",
    "inbox",
    "inbox_count",
    "inbox_places",
    "is_apart",
    "load",
    "next_alike",
    "next_for",
    "open_here",
    "require_other_eyes",
    "selection",
    "task",
    "task_and_whose",
    "task_for_work",
]
