"""What the pages of cases and of the features above them share."""

from __future__ import annotations

from flask import Blueprint

from app.kernel.pages.visitor import signed_in

blueprint = Blueprint("work", __name__, template_folder="../templates")

__all__ = ["blueprint", "signed_in"]
