"""The pages of improving: the form, its preview, the workshop; part of the blueprint of proposals."""

from flask import Blueprint

from app.improve.pages import improve, in_words, workshop

templates = Blueprint("improve", __name__, template_folder="../templates")

__all__ = ["improve", "in_words", "templates", "workshop"]
