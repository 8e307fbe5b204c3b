"""The pages of tasks: inbox, one task, sharing out; part of the blueprint of cases, with templates of their own."""

from flask import Blueprint

from app.tasks.pages import absences, bulk, drafting, inbox, lanes, rules, sharing, start, task

templates = Blueprint("tasks", __name__, template_folder="../templates")

__all__ = [
    "absences", "bulk", "drafting", "inbox", "lanes", "rules", "sharing", "start", "task", "templates",
]  # fmt: skip
