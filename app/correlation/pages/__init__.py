"""The pages of what waits and of what came in; part of the blueprint of cases, with templates of their own."""

from flask import Blueprint

from app.correlation.pages import waits

templates = Blueprint("correlation", __name__, template_folder="../templates")

__all__ = ["templates", "waits"]
