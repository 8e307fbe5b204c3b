"""The pages of tasks: inbox, one task, sharing out; part of the blueprint of cases, with templates of their own."""

from flask import Blueprint

from app.tasks.pages import absences, assignment, bulk, drafting, inbox, lanes, rules, start, task

templates = Blueprint("tasks", __name__, template_folder="../templates")

__all__ = [
    "absences", "assignment", "bulk", "drafting", "inbox", "lanes", "rules", "start", "task", "templates",
]  # fmt: skip
