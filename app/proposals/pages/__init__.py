"""The pages of proposals."""

from flask import Blueprint

blueprint = Blueprint("proposals", __name__, template_folder="../templates")
