"""Work for programs: start, look, complete, cancel, send messages."""

from app.work.api import filters as filters
from app.work.api import forms, instances, lanes, messages, tasks, waits
from app.work.api import sharing as sharing
from app.work.api import steering as steering
from app.work.api.base import blueprint

__all__ = ["blueprint", "forms", "instances", "lanes", "messages", "tasks", "waits"]
