"""Reads of the policies of processes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.decision_policy.tables import ProcessPolicy
from app.decision_policy.values import Policy, policy_from


def current_policy(session: Session, process_id: str) -> tuple[int, Policy]:
    """Give the policy that new proposals come under and its number; 0 is the default nobody has edited."""
    newest = select(ProcessPolicy).where(ProcessPolicy.process_id == process_id)
    row = session.scalars(newest.order_by(ProcessPolicy.number.desc()).limit(1)).one_or_none()
    return (0, Policy()) if row is None else (row.number, policy_from(row.settings))


def policy_number(session: Session, process_id: str, number: int) -> Policy:
    """Give an earlier version of a process's policy."""
    row = session.get(ProcessPolicy, (process_id, number))
    return Policy() if row is None else policy_from(row.settings)


def policy_history(session: Session, process_id: str) -> list[ProcessPolicy]:
    """Give all versions of a policy, newest first."""
    rows = select(ProcessPolicy).where(ProcessPolicy.process_id == process_id)
    return list(session.scalars(rows.order_by(ProcessPolicy.number.desc())))
