"""The blueprint of the interfaces of accounts."""

from __future__ import annotations

from app.kernel.api.blueprint import Blueprint

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api/v1", description="People, units, roles and groups.")
