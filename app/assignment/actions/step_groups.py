"""For which groups the steps of a live version are, by its model or by a rule: noted, so that it can be asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.assignment.tables import StepGroup
from app.assignment.values import BY_PEOPLE, rule_for
from app.catalog import queries as catalog
from app.catalog.tables import Process, Version, VersionStep
from processes import engine

NAMED = b"candidateGroups"
LONGEST_WORD, LONGEST_ID = 120, 255
MOST = 100


def note_groups_of(session: Session, process: Process) -> None:
    """Note for which groups the steps of the live version are, instead of what was noted of it before."""
    version = session.get(Version, process.live_version_id or "")
    if version is None:
        return
    rows = _by_model(version)
    modelled = {row["step_id"] for row in rows}
    rows += [row for row in _by_rule(session, process) if row["step_id"] not in modelled]
    session.execute(delete(StepGroup).where(StepGroup.version_id == version.id))
    if rows:
        session.execute(insert(StepGroup), [{"version_id": version.id, **row} for row in rows])


def _by_model(version: Version) -> list[dict[str, Any]]:
    if not version.runs or NAMED not in (version.runnable or b""):
        return []
    rows = []
    for step_id, said in engine.declared_assignments(catalog.definition(version)).items():
        named = engine.named_groups(said)
        if named is None or len(step_id) > LONGEST_ID:
            continue
        for word in named.words[:MOST]:
            choice = None if named.others else word if named.one_at_a_time else ""
            if len(word) <= LONGEST_WORD:
                rows.append({"step_id": step_id, "word": word, "choice": choice, "by_rule": False})
    return rows


def _by_rule(session: Session, process: Process) -> list[dict[str, Any]]:
    rules = process.work_rules or []
    if not any(rule.get("assign") == "group" for rule in rules):
        return []
    steps = select(VersionStep.step_id, VersionStep.lane).where(
        VersionStep.version_id == process.live_version_id, VersionStep.type.in_(BY_PEOPLE)
    )
    found = [(step_id, rule_for(rules, step_id, lane or "")) for step_id, lane in session.execute(steps)]
    return [
        {"step_id": step_id, "word": rule.to, "choice": "", "by_rule": True}
        for step_id, rule in found
        if rule is not None and rule.assign == "group" and len(step_id) <= LONGEST_ID
    ]
