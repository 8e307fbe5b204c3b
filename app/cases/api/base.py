"""What the interfaces of cases and of the features above them share."""

from __future__ import annotations

from typing import Any

from app.cases import queries, schemas
from app.cases.tables import GOING
from app.kernel.api.blueprint import Blueprint
from app.kernel.http.application import current_session

blueprint = Blueprint("work_api", __name__, url_prefix="/api/v1", description="Instances and tasks")


def said(instance: Any) -> dict[str, Any]:
    """Give an instance as programs see it, with what is open in it now."""
    session = current_session()
    session.flush()
    tasks = queries.open_rows(session, instance.id) if instance.state in GOING else []
    return schemas.say_instance(instance, tasks)
