"""Tasks for programs: list, complete, share out, drafts; part of the blueprint of cases."""

from app.tasks.api import assignment, drafts, lanes, tasks

__all__ = ["assignment", "drafts", "lanes", "tasks"]
