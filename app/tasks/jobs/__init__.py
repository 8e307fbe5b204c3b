"""Background entry points of tasks: absences that begin, what is overdue, what nobody does."""

from app.tasks.jobs import absences, overdue, vacancies

__all__ = ["absences", "overdue", "vacancies"]
