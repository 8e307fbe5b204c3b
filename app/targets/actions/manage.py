"""What administrators set, and what those who see to a process have done again."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_session import unit_of
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.services.tables import Connector
from app.targets.actions.deliver import again, order
from app.targets.kinds import KINDS
from app.targets.policy import Targets
from app.targets.tables import Delivery, Target

MOST_TARGETS = 5
_BRANCH = re.compile(r"(?!.*(\.\.|//|/\.|\.lock(/|$)))[A-Za-z0-9][A-Za-z0-9._/-]{0,190}(?<![./])")
_PLACE = re.compile(r"(?!.*(^|/)\.\.?(/|$))[^\x00-\x20?#\\\x7f]{0,500}")
_FOLDER = re.compile(r"(?!.*(^|/)\.(\.|git)?(/|$))(?!.*//)(?!/)[^\x00-\x1f\\\x7f]{0,300}", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """A target that somebody asks for."""

    kind: str
    connector: str = ""
    place: str = ""
    branch: str = ""
    folder: str = ""


def add(session: Session, actor: Actor, process: Process, wanted: Wanted) -> Target:
    """Have each version of a process delivered to a place from now on; raises Invalid, field by field."""
    policy.require(actor, Targets.MANAGE, process)
    session.get_one(Process, process.id, with_for_update=True)
    there = session.scalar(select(func.count()).where(Target.process_id == process.id)) or 0
    if there >= MOST_TARGETS:
        words = _("A process can be delivered to at most {n} places. End one of them first.", n=MOST_TARGETS)
        raise Conflict("TOO_MANY_TARGETS", words, for_people=words)
    errors = _errors(session, wanted)
    if errors:
        found = _("Expected what a target needs, but: {errors}", errors=joined(" ", errors.values()))
        raise Invalid("BAD_TARGET", found, errors)
    is_git = wanted.kind == "git"
    made = Target(
        process_id=process.id, kind=wanted.kind, connector_id=wanted.connector or None, place=wanted.place.strip(),
        branch=(wanted.branch.strip() or "main") if is_git else "",
        folder=wanted.folder.strip().strip("/") if is_git else "", created_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, actor, "target.added", Subject.of("process", process.id), {"place": called(session, made)})
    return made


def _errors(session: Session, wanted: Wanted) -> dict[str, str]:
    kind = KINDS.get(wanted.kind)
    if kind is None:
        return {"kind": _("Choose one of them.")}
    errors: dict[str, str] = {}
    connector = session.get(Connector, wanted.connector) if wanted.connector else None
    if wanted.connector and connector is None:
        errors["connector"] = _("Choose one of the connectors.")
    elif connector is None and kind.needs_connector:
        errors["connector"] = _("Choose the connector by which it is reached.")
    place = wanted.place.strip()
    if not _PLACE.fullmatch(place) or "://" in place:
        errors["place"] = _("Write a path, without spaces, dots that lead up, or an address.")
    elif connector is None and not kind.needs_connector and not _may_be(session, place):
        errors["place"] = _("Write the whole path of a folder that the settings of this server allow.")
    elif wanted.kind == "spiffarena" and "/" not in place.strip("/"):
        errors["place"] = _("Write a group and a name, such as hr/onboarding.")
    if wanted.kind == "git":
        if wanted.branch.strip() and not _BRANCH.fullmatch(wanted.branch.strip()):
            errors["branch"] = _("Write the name of a branch, such as main.")
        if not _FOLDER.fullmatch(wanted.folder.strip()):
            errors["folder"] = _("Write a folder inside of the repository, such as processes/loans.")
    return errors


def _may_be(session: Session, place: str) -> bool:
    """Whether a folder of this server lies in one that its settings name."""
    folders = settings_of(unit_of(session).database).target_folders.split(os.pathsep)
    real = os.path.realpath(place)
    return os.path.isabs(place) and any(
        os.path.commonpath([real, os.path.realpath(folder)]) == os.path.realpath(folder)
        for folder in folders
        if folder.strip()
    )


def called(session: Session, target: Target) -> str:
    """Give what a target is called in words, without anything secret."""
    connector = session.get(Connector, target.connector_id) if target.connector_id else None
    where = "/".join(part for part in (connector.name if connector else "", target.place.lstrip("/")) if part)
    return f"{target.kind} {where if connector else target.place}".strip() + (
        f" ({target.branch})" if target.branch else ""
    )


def remove(session: Session, actor: Actor, target: Target, process: Process) -> None:
    """End that a process is delivered to a place; what is there stays there."""
    policy.require(actor, Targets.MANAGE, process)
    place = called(session, target)
    session.delete(target)
    audit.record(session, actor, "target.removed", Subject.of("process", process.id), {"place": place})


def deliver_live(session: Session, actor: Actor, target: Target, process: Process) -> Delivery:
    """Have the live version delivered now; raises Conflict where it is on its way already."""
    policy.require(actor, Targets.DELIVER, process)
    live = catalog.live_version(session, process)
    waiting = select(Delivery.id).where(
        Delivery.target_id == target.id, Delivery.state == "waiting", Delivery.version_id == live.id
    )
    if session.scalars(waiting.limit(1)).first() is not None:
        raise Conflict(
            "ON_ITS_WAY",
            _(
                "Expected nothing on its way, but version {number} is being delivered. Wait for it.",
                number=str(live.number),
            ),
            for_people=_("Version {number} is on its way already.", number=str(live.number)),
        )
    made = order(session, process.id, live, target)[0]
    _note_again(session, actor, made, target, process)
    return made


def deliver_again(session: Session, actor: Actor, delivery: Delivery, target: Target, process: Process) -> Delivery:
    """Try a delivery that failed again; raises Conflict for any other."""
    policy.require(actor, Targets.DELIVER, process)
    if delivery.state != "failed":
        raise Conflict(
            "NOT_FAILED",
            _("Expected a delivery that failed, but this one did not. Load the page again."),
            for_people=_("It did not fail, or is being tried again already."),
        )
    again(session, delivery, target)
    _note_again(session, actor, delivery, target, process)
    return delivery


def _note_again(session: Session, actor: Actor, delivery: Delivery, target: Target, process: Process) -> None:
    body = {"number": delivery.number, "place": called(session, target)}
    audit.record(session, actor, "target.delivered_again", Subject.of("process", process.id), body)
