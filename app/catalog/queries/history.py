"""The story of one step across the versions of its process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.catalog.queries.processes import storable
from app.catalog.tables import Process, Version, VersionStep
from app.kernel.characters import one_line
from app.kernel.errors import NotFound
from app.kernel.i18n import _


@dataclass(frozen=True)
class StepInVersion:
    """What happened to a step in one version, in words."""

    number: int
    at: datetime
    words: str
    kind: str


@dataclass(frozen=True)
class StepStory:
    """A step as it is, or was last, with what happened to it; newest first."""

    step: VersionStep
    alive: bool
    since: int
    last: int
    events: tuple[StepInVersion, ...]


def story(session: Session, process: Process, step_id: str) -> StepStory:
    """Tell since when a step is there, what changed and in which version it was eliminated: one statement."""
    step_id = storable(step_id)
    statement = (
        select(Version.number, Version.created_at, VersionStep)
        .outerjoin(VersionStep, and_(VersionStep.version_id == Version.id, VersionStep.step_id == step_id))
        .where(Version.process_id == process.id)
        .order_by(Version.number)
    )
    rows = [(number, at, step) for number, at, step in session.execute(statement)]
    there = [(number, step) for number, _, step in rows if step is not None]
    if not there:
        raise NotFound(_("this step"), "STEP_NOT_FOUND")
    last, step = there[-1]
    events: list[StepInVersion] = []
    before: VersionStep | None = None
    for number, at, now in rows:
        events += [StepInVersion(number, at, words, kind) for kind, words in _happened(before, now, bool(events))]
        before = now
    return StepStory(step, last == process.live_number, there[0][0], last, tuple(reversed(events)))


def _happened(before: VersionStep | None, now: VersionStep | None, known: bool) -> list[tuple[str, str]]:
    if before is None and now is None:
        return []
    if before is None:
        return [("added", _("came back") if known else _("is there since this version"))]
    if now is None:
        return [("eliminated", _("was taken out"))]
    return [*_changed(before, now)]


def _changed(before: VersionStep, now: VersionStep) -> list[tuple[str, str]]:
    changes = []
    was, called = one_line(before.name), one_line(now.name)  # rows of earlier releases keep names as they were written
    if was != called:
        changes.append(("retitled", _renamed(was, called)))
    if before.lane != now.lane:
        changes.append(("moved_lane", _moved(before.lane, now.lane)))
    if before.documentation != now.documentation:
        changes.append(("instructed", _("got another instruction")))
    if before.type != now.type:
        changes.append(("type", _("became another kind of step")))
    return changes


def _moved(before: str | None, now: str | None) -> str:
    if not before or not now:
        return _("moved from no lane to {now}", now=now) if now else _("moved from {before} to no lane", before=before)
    return _("moved from {before} to {now}", before=before, now=now)


def _renamed(before: str, now: str) -> str:
    if not before or not now:
        return _("got the name “{now}”", now=now) if now else _("lost its name, “{before}”", before=before)
    return _("was renamed from “{before}” to “{now}”", before=before, now=now)
