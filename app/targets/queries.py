"""Reads of targets and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.services.tables import Connector
from app.targets.policy import Targets
from app.targets.tables import Delivery, DeliveryAttempt, Target

MOST_SHOWN, MOST_FAILED = 5, 50


@dataclass(frozen=True)
class Shown:
    """A target with its connector and its last deliveries, newest first, each with what was tried."""

    target: Target
    connector: Connector | None
    deliveries: Sequence[Delivery]
    attempts: dict[str, list[DeliveryAttempt]]

    @property
    def last(self) -> Delivery | None:
        """The newest delivery."""
        return self.deliveries[0] if self.deliveries else None


def of_process(session: Session, process_id: str) -> list[Shown]:
    """Give the targets of a process, oldest first, with their last deliveries: three statements."""
    rows = session.execute(
        select(Target, Connector)
        .outerjoin(Connector, Connector.id == Target.connector_id)
        .where(Target.process_id == process_id)
        .order_by(Target.id)
    ).all()
    ids = [target.id for target, _connector in rows]
    turn = func.row_number().over(partition_by=Delivery.target_id, order_by=Delivery.id.desc()).label("turn")
    newest = select(Delivery.id, turn).where(Delivery.target_id.in_(ids)).subquery()
    wanted = select(Delivery).join(newest, newest.c.id == Delivery.id).where(newest.c.turn <= MOST_SHOWN)
    found = list(session.scalars(wanted.order_by(Delivery.id.desc()))) if ids else []
    attempts = _attempts(session, [one.id for one in found])
    return [
        Shown(target, connector, [one for one in found if one.target_id == target.id], attempts)
        for target, connector in rows
    ]


def _attempts(session: Session, ids: Sequence[str]) -> dict[str, list[DeliveryAttempt]]:
    if not ids:
        return {}
    rows = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(ids)).order_by(DeliveryAttempt.id.desc())
    tried: dict[str, list[DeliveryAttempt]] = {}
    for one in session.scalars(rows.limit(20 * MOST_SHOWN)):
        tried.setdefault(one.delivery_id, []).append(one)
    return tried


def target(session: Session, actor: Actor, target_id: str) -> tuple[Target, Process]:
    """Give a target and its process to those who see where it is delivered; raises NotFound for all others."""
    found = session.get(Target, target_id)
    process = catalog.by_id(session, actor, found.process_id) if found is not None else None
    if found is None or process is None or not policy.allows(actor, Targets.VIEW, process):
        raise NotFound(_("this target"))
    return found, process


def delivery(
    session: Session, actor: Actor, delivery_id: str, *, lock: bool = False
) -> tuple[Delivery, Target, Process]:
    """Give a delivery with its target and process, as `target`."""
    found = session.get(Delivery, delivery_id, with_for_update=lock or None)
    if found is None:
        raise NotFound(_("this delivery"))
    return found, *target(session, actor, found.target_id)


def failed(session: Session, actor: Actor) -> list[tuple[Delivery, Target, Process]]:
    """Give the newest deliveries of each target that failed, of processes that the actor sees to: one statement."""
    newer = select(func.max(Delivery.id)).group_by(Delivery.target_id).scalar_subquery()
    rows = (
        select(Delivery, Target, Process)
        .join(Target, Target.id == Delivery.target_id)
        .join(Process, Process.id == Target.process_id)
        .where(Delivery.state == "failed", Delivery.id.in_(newer), catalog.visible(actor))
        .order_by(Delivery.id.desc())
        .limit(MOST_FAILED)
    )
    found = session.execute(rows).all()
    return [(one, to, of) for one, to, of in found if policy.allows(actor, Targets.DELIVER, of)]


def version_of(session: Session, delivery: Delivery) -> Version:
    """Give the version that is delivered."""
    return catalog.version_by_id(session, delivery.version_id)
