"""The pages of improving: the form, its preview and its drawing; part of the blueprint of proposals."""

from flask import Blueprint

from app.improve.pages import improve

templates = Blueprint("improve", __name__, template_folder="../templates")

__all__ = ["improve", "templates"]
