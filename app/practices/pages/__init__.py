"""The pages of variants and practices."""

from flask import Blueprint

blueprint = Blueprint("practices", "app.practices", template_folder="templates")
