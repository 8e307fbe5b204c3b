"""What the interfaces of services share."""

from __future__ import annotations

from flask_smorest import Blueprint

blueprint = Blueprint("services_api", __name__, url_prefix="/api/v1", description="External tasks and incidents")
