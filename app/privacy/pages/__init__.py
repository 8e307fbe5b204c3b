"""Pages of all that is kept of somebody and of what they had; part of the blueprint of accounts."""

from flask import Blueprint

from app.privacy.pages import personal_data, without_anybody

templates = Blueprint("privacy", __name__, template_folder="../templates")

__all__ = ["personal_data", "templates", "without_anybody"]
