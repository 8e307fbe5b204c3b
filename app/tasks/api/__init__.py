"""Tasks for programs: list, complete, share out, drafts; part of the blueprint of cases."""

from app.tasks.api import drafts, lanes, sharing, tasks

__all__ = ["drafts", "lanes", "sharing", "tasks"]
