"""The administration: people, units, roles, groups, what was done; part of the blueprint of accounts."""

from flask import Blueprint

from app.administration.pages import audit, frame, groups, people, roles, units

templates = Blueprint("administration", __name__, template_folder="../templates")

__all__ = ["audit", "frame", "groups", "people", "roles", "templates", "units"]
