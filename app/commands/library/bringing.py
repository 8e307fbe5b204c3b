"""Bringing a folder of the library into an installation: what is here already stays, what is new becomes versions.

Versions come in the order in which they were published, across all processes, since a model may call another process
only when that is there. Each is a unit of work of its own: Stepwell goes on serving meanwhile, and what was cut off is
gone on with by calling the command again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import add_unit, rename_unit
from app.accounts.queries import by_email
from app.accounts.tables import Person, Unit
from app.catalog.actions.bring import Brought, BroughtProcess, bring_process, bring_version, put_away
from app.catalog.queries import process_by_key
from app.catalog.tables import Process, Version, VersionFile
from app.commands.library import facts
from app.commands.library.layout import ProcessTold, UnitTold, VersionTold
from app.commands.library.reading import content_of, identity, processes_told, units_told
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import SYSTEM

MOST_NAMED = 10


@dataclass
class Plan:
    """What is to be done for a process: its new versions, and how many there are here already."""

    told: ProcessTold
    here: int
    new: tuple[VersionTold, ...]
    in_step: bool
    archived_here: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    owner_id: str = ""

    @property
    def words(self) -> str:
        """What was done for the process."""
        called = f"{self.told.key}: "
        if not self.new:
            return called + "nothing new."
        count = f"{len(self.new)} {'version' if len(self.new) == 1 else 'versions'}"
        live = f"version {self.here + len(self.new)} is live."
        return called + (f"{count} added; {live}" if self.here else f"new, with {count}; {live}")


def import_folder(database: Database, folder: Path, owner: str) -> list[str]:
    """Bring in what a folder tells, once all of it was looked at; give in words what was done."""
    units, told = units_told(folder), processes_told(folder)
    with unit_of_work(database, readonly=True) as session:
        plans = planned(session, told, owner)
    with unit_of_work(database) as session:
        used = {plan.told.unit for plan in plans if plan.new and not plan.here and plan.told.unit}
        added = bring_units(session, [unit for unit in units if _holds(unit.path, used)])
    bring(database, folder, plans)
    return [*added, *(plan.words for plan in plans)]


def _holds(path: str, used: set[str]) -> bool:
    return any(one == path or one.startswith(f"{path}/") for one in used)


def planned(session: Session, told: Sequence[ProcessTold], owner: str) -> list[Plan]:
    """Say what is to be done for each process; raises where owners are unknown, or a process here was put away."""
    there = _known_versions(session)
    archived = set(session.scalars(select(Process.key).where(Process.archived_at.is_not(None))))
    plans = [_plan(one, there.get(one.key, []), one.key in archived) for one in told]
    if away := [plan.told.key for plan in plans if plan.archived_here and plan.new]:
        raise click.ClickException(
            f"Expected processes in use, but {_some(away)} put away here, and the folder has new versions. "
            "Bring them back into use first; nothing was stored."
        )
    _name_people(session, plans, owner)
    return plans


def bring_units(session: Session, told: Sequence[UnitTold]) -> list[str]:
    """Add the units that are not here, upper ones first; give what was added in words."""
    here = {unit.path: unit for unit in session.scalars(select(Unit))}
    added = []
    for one in sorted(told, key=lambda unit: unit.path):
        if one.path in here:
            continue
        above = one.path.rpartition("/")[0]
        slug = one.path.rpartition("/")[2]
        unit = add_unit(session, SYSTEM, slug.replace("-", " "), one.kind, here.get(above))
        if unit.path != one.path:
            raise click.ClickException(f"Expected to add the unit {one.path}, but it would be called {unit.path} here.")
        if unit.name != one.name:
            rename_unit(session, SYSTEM, unit, one.name)
        here[unit.path] = unit
        added.append(f"Unit {one.name} ({one.path}): added, with nobody in it yet.")
    return added


def bring(database: Database, folder: Path, plans: Sequence[Plan]) -> None:
    """Store what is planned, version by version."""
    steps = sorted(
        ((version.published, plan.told.key, version.number, plan, version) for plan in plans for version in plan.new),
        key=lambda step: step[:3],
    )
    for *_when, plan, version in steps:
        brought = _brought(folder, plan, version)
        outside_locks.ready(database, partial(_store, database, plan, brought, version.number))
    for plan in plans:
        if plan.told.archived and plan.new and not plan.here:
            with unit_of_work(database) as session:
                put_away(session, SYSTEM, process_by_key(session, SYSTEM, plan.told.key), plan.told.archived)


def _store(database: Database, plan: Plan, brought: Brought, number: int) -> None:
    told = plan.told
    with unit_of_work(database) as session:
        if number == 1 and not plan.here:
            about = BroughtProcess(
                told.key, told.title, plan.owner_id, told.unit, told.visibility, told.public_start, told.language,
                told.messages_kept, told.variant_of, told.created,
            )  # fmt: skip
            bring_process(session, SYSTEM, about, brought)
        else:
            bring_version(session, SYSTEM, process_by_key(session, SYSTEM, told.key), brought)


def _brought(folder: Path, plan: Plan, version: VersionTold) -> Brought:
    xml, files = content_of(folder, version.folder)
    author = plan.people.get(version.published_by)
    unknown = [("published_by", version.published_by)] if version.published_by and author is None else []
    return Brought(
        xml, files, version.mode, version.note, version.language, version.sentence, version.published, author,
        version.reverts if plan.in_step else None, facts.written([*version.handed_on, *unknown]).decode(),
    )  # fmt: skip


def _plan(told: ProcessTold, here: list[str], archived: bool) -> Plan:
    """Add what follows after the versions that are the same; where both went on, what is nowhere here."""
    identities = [version.identity for version in told.versions]
    same = next((at for at, (a, b) in enumerate(zip(identities, here, strict=False)) if a != b), None)
    if same is None:
        return Plan(told, len(here), told.versions[len(here) :], True, archived)
    new = tuple(version for version in told.versions[same:] if version.identity not in here)
    return Plan(told, len(here), new, False, archived)


def _known_versions(session: Session) -> dict[str, list[str]]:
    """Give by key the identities of all versions that are here: two statements."""
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for version_id, name, digest in session.execute(
        select(VersionFile.version_id, VersionFile.name, VersionFile.sha256)
    ):
        files[version_id][name] = digest
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(Process.key, Version.id, Version.sha256).join(Version, Version.process_id == Process.id)
    for key, version_id, sha in session.execute(rows.order_by(Process.key, Version.number)):
        found[key].append(identity(sha, files[version_id]))
    return found


def _name_people(session: Session, plans: Sequence[Plan], owner: str) -> None:
    """Find who owns and who published; raises where owners are unknown and nobody is named instead."""
    addresses = {plan.told.owner for plan in plans} | {one.published_by for plan in plans for one in plan.new}
    found = session.execute(select(Person.email, Person.id, Person.active).where(Person.email.in_(addresses)))
    known = {email: (person_id, active) for email, person_id, active in found}
    instead = by_email(session, owner) if owner else None
    if owner and (instead is None or not instead.active):
        raise click.ClickException(f"Expected a person with the address {owner}, but there is none. Add them first.")
    missing = set()
    for plan in plans:
        plan.people = {email: person_id for email, (person_id, _) in known.items()}
        person_id, active = known.get(plan.told.owner, ("", False))
        plan.owner_id = person_id if active else instead.id if instead is not None else ""
        if not plan.owner_id and plan.new and not plan.here:
            missing.add(plan.told.owner or "nobody")
    if missing:
        raise click.ClickException(
            f"Expected the owners of all new processes, but {_some(sorted(missing))} not known here. Add them by "
            "`stepwell person add`, or say who owns their processes by `--owner EMAIL`; nothing was stored."
        )


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{shown} {'is' if len(names) == 1 else 'are'}"
