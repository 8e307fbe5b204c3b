"""Who does the work, for programs: lanes, rules, absences; part of the blueprint of cases."""

from app.assignment.api import absences, lanes, sharing

__all__ = ["absences", "lanes", "sharing"]
