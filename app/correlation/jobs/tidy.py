"""What is cleared away and made up for, now and then."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, literal_column, select, update
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.actions.result.persist import settle_later
from app.correlation.actions.kept_messages import awaited
from app.correlation.actions.subscriptions import store_keys
from app.correlation.tables import DELIVERED, EXPIRED, Message, Subscription
from app.kernel.jobs import periodic
from app.kernel.times import clock

KEPT = timedelta(days=7)
AT_ONCE = 500
WAITING = Message.state == literal_column("'waiting'")


@periodic("work.messages", every=timedelta(minutes=1))
def messages(session: Session) -> None:
    """Mark kept messages whose time is over, which nobody gets any more; delete old ones, delivered or not."""
    now = clock.now()
    over = update(Message).where(WAITING, Message.expires_at <= now).values(state=EXPIRED)
    session.execute(over.execution_options(synchronize_session=False))
    for state, moment in ((EXPIRED, Message.expires_at), (DELIVERED, Message.at)):
        old = select(Message.id).where(Message.state == state, moment < now - KEPT).limit(AT_ONCE)
        session.execute(delete(Message).where(Message.id.in_(old)).execution_options(synchronize_session=False))


@periodic("work.unkeyed", every=timedelta(minutes=1))
def unkeyed(session: Session) -> None:
    """Write by which keys messages find the subscriptions that an earlier release stored."""
    rows = session.scalars(
        select(Subscription).where(Subscription.keyed.is_(None), Subscription.kind == "message").limit(AT_ONCE)
    ).all()
    for row in rows:
        instance = case_queries.locked(session, row.instance_id)
        if instance is not None:
            mine = [waiting for waiting in awaited(instance) if waiting.task_id == row.task_id]
            store_keys(session, instance, mine, instance.data)
            settle_later(session, instance)
        row.keyed = True
