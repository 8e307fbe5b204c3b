"""Who is told what: the events of the features below become notices, in the same transaction."""

from app.notices.listeners import discussion, practices, proposals, tasks, vacancies, versions, workshop

__all__ = ["discussion", "practices", "proposals", "tasks", "vacancies", "versions", "workshop"]
