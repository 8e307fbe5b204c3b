"""Tasks for programs: list, complete, hand over, drafts; part of the blueprint of cases."""

from app.tasks.api import assignment, drafts, tasks

__all__ = ["assignment", "drafts", "tasks"]
