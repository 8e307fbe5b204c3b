"""What the pages of cases and of the features above them share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("work", __name__, template_folder="../templates")
