"""The pages of who does the work: lanes, rules, absences; part of the blueprint of cases."""

from flask import Blueprint

from app.assignment.pages import absences, lanes, rules

templates = Blueprint("assignment", __name__, template_folder="../templates")

__all__ = ["absences", "lanes", "rules", "templates"]
