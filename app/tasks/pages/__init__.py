"""The pages of tasks: inbox, one task, many at once; part of the blueprint of cases, with templates of their own."""

from flask import Blueprint

from app.tasks.pages import assignment, bulk, done, drafting, inbox, start, task

templates = Blueprint("tasks", __name__, template_folder="../templates")

__all__ = ["assignment", "bulk", "done", "drafting", "inbox", "start", "task", "templates"]
