"""Work for programs: start, look, complete, cancel, send messages."""

from app.work.api import instances, lanes, messages, tasks, waits
from app.work.api.base import blueprint

__all__ = ["blueprint", "instances", "lanes", "messages", "tasks", "waits"]
