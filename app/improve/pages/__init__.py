"""The pages of improving: the form, its preview, the workshop; part of the blueprint of proposals."""

from flask import Blueprint

from app.improve.pages import improve, workshop

templates = Blueprint("improve", __name__, template_folder="../templates")

__all__ = ["improve", "templates", "workshop"]
