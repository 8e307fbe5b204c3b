"""What the interfaces of services share."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Incident, Instance
from app.kernel.api.blueprint import Blueprint

blueprint = Blueprint("services_api", __name__, url_prefix="/api/v1", description="External tasks and incidents")


def lock_incident(session: Session, incident_id: str) -> None:
    """Keep others from the instance of an incident meanwhile, as everything does that closes one."""
    row = select(Instance.id).join(Incident, Incident.instance_id == Instance.id).where(Incident.id == incident_id)
    session.execute(row.with_for_update(of=Instance))
