"""The pages of work: inbox, task, instances, instance, start, and the public start of a process."""

from app.work.pages import absences as absences
from app.work.pages import drafting, inbox, instances, start, task, waits
from app.work.pages import filters as filters
from app.work.pages import lanes as lanes
from app.work.pages import many as many
from app.work.pages import rules as rules
from app.work.pages import sharing as sharing
from app.work.pages import steering as steering
from app.work.pages.base import blueprint

__all__ = ["blueprint", "drafting", "inbox", "instances", "start", "task", "waits"]
