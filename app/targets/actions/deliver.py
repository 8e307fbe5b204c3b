"""Deliver versions: an attempt is noted before it is made, and its outcome takes effect once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Process, Version, VersionFile
from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_session import unit_of
from app.kernel.events import announce
from app.kernel.i18n import _, languages, ngettext, sentences
from app.kernel.jobs import defer
from app.kernel.times import clock
from app.services import queries as services
from app.services.connectors.http import Allowed
from app.services.outcomes import LONGEST_ASKED, Again, Done, Outcome, Refused, said, wait_before
from app.services.tables import Connector
from app.services.vault import CannotOpen
from app.targets.events import DeliveryFailed
from app.targets.kinds import GONE, Package, Way
from app.targets.tables import Delivery, DeliveryAttempt, Target
from processes.expressions import templates

TRIES = 5
LONGEST_WAIT = timedelta(seconds=LONGEST_ASKED)
LONGEST, LONGEST_SUBJECT = 2000, 100


@dataclass(frozen=True)
class Held:
    """One attempt: all it needs as values, or the outcome that is clear before anything is sent."""

    delivery_id: str
    number: int
    began: datetime
    kind: str
    package: Package
    way: Way
    clear: Outcome | None = None


def order(session: Session, process_id: str, version: Version, only: Target | None = None) -> list[Delivery]:
    """Have a version delivered to all targets of its process, or to one; after this transaction, in their order."""
    wanted = select(Target).where(Target.process_id == process_id).order_by(Target.id)
    targets = [only] if only is not None else list(session.scalars(wanted))
    made = []
    for target in targets:
        now = clock.now()
        one = Delivery(
            target_id=target.id, version_id=version.id, number=version.number, available_at=now, created_at=now,
            attempts=0, series=1,
        )  # fmt: skip
        session.add(one)
        session.flush()
        _defer(session, one, target)
        made.append(one)
    return made


def again(session: Session, delivery: Delivery, target: Target) -> None:
    """Give a delivery that failed all its attempts again."""
    delivery.state, delivery.attempts, delivery.closed_at, delivery.words = "waiting", 0, None, ""
    delivery.series += 1
    delivery.available_at = clock.now()
    _defer(session, delivery, target)


def _defer(session: Session, delivery: Delivery, target: Target) -> None:
    defer(
        session, "targets.deliver", {"delivery_id": delivery.id}, at=delivery.available_at, lock=f"target:{target.id}",
        source=target.process_id,
    )  # fmt: skip


def begin(session: Session, delivery_id: str) -> Held | None:
    """Note that an attempt begins; None where nothing is to be done, as where a newer version is there already.

    One that lies further ahead than any waits is due, as its job is: the clock was set back since it was ordered.
    """
    row = session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    if row is None or row.state != "waiting" or now < row.available_at <= now + LONGEST_WAIT:
        return None
    target = session.get_one(Target, row.target_id)
    newer = select(Delivery.number).where(Delivery.target_id == target.id, Delivery.state == "done")
    overtaken = session.scalars(newer.where(Delivery.number > row.number).limit(1)).first()
    if overtaken is not None:
        row.state, row.closed_at = "overtaken", now
        row.words = _("Version {number} is there already.", number=str(overtaken))
        return None
    row.attempts += 1
    package = _package(session, row, target)
    way, clear = _way(session, row, target)
    return Held(row.id, row.attempts, now, target.kind, package, way, clear)


def _way(session: Session, row: Delivery, target: Target) -> tuple[Way, Outcome | None]:
    settings = settings_of(unit_of(session).database)
    connector = session.get(Connector, target.connector_id) if target.connector_id else None
    allowed = _allowed(connector) if connector is not None and connector.active else None
    clear: Outcome | None = None
    values: dict[str, str] = {}
    if target.connector_id and allowed is None:
        clear = Refused(GONE)
    elif connector is not None and allowed is not None:
        wanted = templates.secrets_in([dict(allowed.headers)])
        try:
            values = services.values_of(session, wanted, connector.id) if wanted else {}
        except CannotOpen as error:
            clear = Refused(said(error))
    folders = tuple(folder for folder in settings.target_folders.split(os.pathsep) if folder.strip())
    key = f"{row.id}-{row.series}"
    return Way(key, target.place, target.branch, target.folder, allowed, values, folders), clear


def _allowed(row: Connector) -> Allowed:
    headers = {name: templates.text(value) for name, value in row.headers.items()}
    return Allowed(row.name, row.base_url, tuple(row.methods), headers, row.private, row.seconds)


def _package(session: Session, row: Delivery, target: Target) -> Package:
    version = catalog.version_by_id(session, row.version_id)
    process = session.get_one(Process, target.process_id)
    files = {f"{process.key}.bpmn": version.xml, **catalog.files_of(session, version.id)}
    settings = settings_of(unit_of(session).database)
    base, named = settings.base_url.rstrip("/"), {"number": str(version.number), "title": process.title}
    with languages.speaking(settings.language):
        called = str(_("Version {number} of {title}", **named))
        subject, why = str(version.sentence or "") or called, str(version.note or "").strip()
    lines = [*([why] if why else []), called]
    lines += [f"{base}/proposals/{version.proposal_id}"] if base and version.proposal_id else []
    lines += [f"{base}/processes/{process.key}/versions/{version.number}"] if base else []
    return Package(
        process.key, process.title, version.number, files, _cut(subject), "\n\n".join(lines),
        _delivered_before(session, row),
    )  # fmt: skip


def _cut(subject: str) -> str:
    flat = " ".join(subject.split())
    return flat if len(flat) <= LONGEST_SUBJECT else f"{flat[: LONGEST_SUBJECT - 1]}…"


def _delivered_before(session: Session, row: Delivery) -> frozenset[str]:
    """The names of the files beside the model that the last version there had."""
    last = select(Delivery.version_id).where(Delivery.target_id == row.target_id, Delivery.state == "done")
    version_id = session.scalars(last.order_by(Delivery.id.desc()).limit(1)).first()
    names = select(VersionFile.name).where(VersionFile.version_id == version_id)
    return frozenset(session.scalars(names)) if version_id else frozenset()


def settle(session: Session, held: Held, outcome: Outcome) -> None:
    """Let the outcome of an attempt take effect, unless another one has begun."""
    row = session.get(Delivery, held.delivery_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != "waiting" or row.attempts != held.number:
        return
    target, now = session.get_one(Target, row.target_id), clock.now()
    ended = _take_effect(session, row, target, outcome)
    words = outcome.words
    session.add(
        DeliveryAttempt(
            delivery_id=row.id, number=row.attempts, at=held.began, outcome=ended,
            milliseconds=int((now - held.began).total_seconds() * 1000),
            words=words if len(words) <= LONGEST else words[:LONGEST],
        )
    )  # fmt: skip


def _take_effect(session: Session, row: Delivery, target: Target, outcome: Outcome) -> str:
    if isinstance(outcome, Done):
        row.state, row.closed_at, row.words = "done", clock.now(), outcome.words
        row.receipt = str(outcome.data.get("receipt") or "")
        return "done"
    if isinstance(outcome, Again) and row.attempts < TRIES:
        row.available_at = clock.now() + wait_before(row.attempts, outcome.after)
        row.words = outcome.words
        _defer(session, row, target)
        return "again"
    times = ngettext("Tried {n} time.", "Tried {n} times.", row.attempts) if isinstance(outcome, Again) else ""
    row.state, row.closed_at = "failed", clock.now()
    row.words = sentences(outcome.words, times)
    announce(session, DeliveryFailed(row.id, target.process_id, row.number, row.words))
    return "failed"
