"""Start an instance of a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.cases.actions import create_instance
from app.cases.actions.engine_calls import act
from app.cases.actions.result.persist import persist_result
from app.cases.policy import Cases
from app.cases.tables import Instance
from app.cases.words.unfit import unstorable
from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from processes import engine


@dataclass(frozen=True)
class Cause:
    """What led to a case that another one started: how many in a row, and the first of them."""

    chain: int | None = None
    origin_id: str | None = None


def start(
    session: Session,
    actor: Actor,
    process: Process,
    data: dict[str, Any] | None = None,
    business_key: str | None = None,
    at: str | None = None,
    cause: Cause | None = None,
    version: Version | None = None,
) -> Instance:
    """Start an instance of the live version, at the start event `at` of several, and run it to where people are needed.

    `cause` says which case started it and how many in a row led to it; another `version` than the live one may be
    said. Raises Conflict for a process that is archived, and for a version that cannot run or is retired.
    """
    if not (process.public_start and actor.is_anonymous):
        policy.require(actor, Cases.START, process)
    version = version or catalog.live_version(session, process)
    if process.archived_at is not None:
        raise Conflict(
            "ARCHIVED",
            _("Expected a process in use, but “{title}” was put away. Ask its owner.", title=process.title),
            for_people=_("“{title}” was put away, so nothing new starts on it. Ask its owner.", title=process.title),
        )
    if not version.runs:
        raise Conflict(
            "CANNOT_RUN",
            _(
                "Expected a version that can run, but version {number} cannot: {why} Change the process first.",
                number=str(version.number),
                why=version.why,
            ),
            for_people=_(
                "Version {number} cannot run: {why} Change the process first.",
                number=str(version.number),
                why=version.why,
            ),
        )
    now = clock.now()
    if process.is_retired(version.number, now):
        raise _retired(process, version)
    try:
        result = act(engine.start, catalog.definition(version), data or {}, now, at)
    except engine.InvalidForm as error:
        raise unstorable(error.errors) from error
    instance = create_instance.create(session, actor, process, version, result, business_key, **vars(cause or Cause()))
    persist_result(session, instance, result, actor)
    create_instance.tell(session, actor, instance)
    return instance


def _retired(process: Process, version: Version) -> Conflict:
    said = {"number": str(version.number), "from": str(process.switch_number)}
    return Conflict(
        "VERSION_RETIRED",
        _("Expected version {from} or a later one, but version {number} is not started any more. Name none.", **said),
        for_people=_("Nothing starts on version {number} any more; version {from} has taken its place.", **said),
    )
