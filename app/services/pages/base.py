"""What the pages of services share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("services", __name__, template_folder="../templates")
