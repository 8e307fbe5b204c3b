"""The library of an installation as files: some versions at a time, so that memory does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.accounts.queries import people, units
from app.accounts.tables import Person
from app.catalog.tables import Process, Version, VersionFile, VersionOrigin
from app.commands.library import facts
from app.commands.library.layout import BESIDE, HANDED_ON, MODEL, PROCESS, VERSION, folder_of
from app.commands.library.writing import Written, write
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import in_english
from app.privacy.actions.anonymising import is_nameless
from app.proposals.queries import by_ids, signatures
from app.proposals.tables import Approval, Proposal

AT_ONCE = 50
Files = Iterator[tuple[str, bytes]]


def export(database: Database, folder: Path) -> tuple[int, Written]:
    """Write the library into a folder; give how many processes there are, and what was done."""
    with unit_of_work(database, readonly=True) as session:
        keys = list(session.scalars(select(Process.key).order_by(Process.key)))
        return len(keys), write(folder, keys, units_told(session), collected(session))


def units_told(session: Session) -> list[str]:
    """Give the lines of the units that processes belong to, with all that they are part of."""
    used = session.scalars(select(Process.unit_path).where(Process.unit_path != "").distinct())
    wanted = {"/".join(path.split("/")[:depth]) for path in used for depth in range(1, path.count("/") + 2)}
    return [f"{unit.path} {unit.kind} {unit.name}" for unit in units(session) if unit.path in wanted]


def collected(session: Session) -> Files:
    """Give the path and the content of each file of the library."""
    processes = list(session.scalars(select(Process).order_by(Process.key)))
    yield from _processes(session, processes)
    by_id = {process.id: process for process in processes}
    ids = list(session.scalars(select(Version.id).join(Process).order_by(Process.key, Version.number)))
    for start in range(0, len(ids), AT_ONCE):
        yield from _versions(session, by_id, ids[start : start + AT_ONCE])
        session.expire_all()


def _processes(session: Session, processes: Sequence[Process]) -> Files:
    owners = people(session, {process.owner_id for process in processes})
    called = {process.id: process.key for process in processes}
    for process in processes:
        yield (
            f"{process.key}/{PROCESS}",
            facts.written(
                {
                    "key": process.key,
                    "title": process.title,
                    "language": process.language or "",
                    "owner": _address(owners.get(process.owner_id)),
                    "unit": process.unit_path,
                    "visibility": process.visibility,
                    "public_start": "yes" if process.public_start else "",
                    "messages_kept": process.messages_kept or "",
                    "variant_of": called.get(process.parent_id or "", ""),
                    "live": str(process.live_number),
                    "created": facts.moment(process.created_at),
                    "archived": facts.moment(process.archived_at),
                }.items()
            ),
        )


def _versions(session: Session, processes: Mapping[str, Process], ids: Sequence[str]) -> Files:
    """Give the files of some versions, in a handful of statements."""
    wanted = select(Version).where(Version.id.in_(ids)).options(undefer(Version.xml))
    versions = session.scalars(wanted).all()
    beside: dict[str, list[VersionFile]] = defaultdict(list)
    companions = select(VersionFile).where(VersionFile.version_id.in_(ids)).options(undefer(VersionFile.content))
    for file in session.scalars(companions.order_by(VersionFile.name)):
        beside[file.version_id].append(file)
    told = _History(session, versions)
    for version in sorted(versions, key=lambda one: (processes[one.process_id].key, one.number)):
        folder = folder_of(processes[version.process_id].key, version.number)
        yield f"{folder}/{MODEL}", version.xml
        yield f"{folder}/{VERSION}", facts.written(told.of(version))
        for file in beside[version.id]:
            yield f"{folder}/{BESIDE}/{file.name}", file.content


class _History:
    """Who published and approved some versions, and what they answer."""

    def __init__(self, session: Session, versions: Sequence[Version]) -> None:
        asked = [version.proposal_id for version in versions if version.proposal_id]
        self._proposals: Mapping[str, Proposal] = by_ids(session, asked) if asked else {}
        self._signed: Mapping[str, list[Approval]] = signatures(session, asked) if asked else {}
        signers = {one.person_id for some in self._signed.values() for one in some}
        authors = {version.author_id for version in versions} | {one.author_id for one in self._proposals.values()}
        self._people = people(session, signers | authors)
        undone = {version.reverts_id for version in versions if version.reverts_id}
        numbers = select(Version.id, Version.number).where(Version.id.in_(undone))
        self._numbers = {version_id: number for version_id, number in session.execute(numbers)} if undone else {}
        origins = select(VersionOrigin.version_id, VersionOrigin.facts)
        ids = [version.id for version in versions]
        rows = session.execute(origins.where(VersionOrigin.version_id.in_(ids)))
        self._origins = {version_id: lines for version_id, lines in rows}

    def of(self, version: Version) -> list[facts.Fact]:
        """Give all that is known of a version."""
        known = {
            "number": str(version.number),
            "mode": version.mode or "",
            "published": facts.moment(version.created_at),
            "published_by": self._who(version.author_id),
            "note": in_english(version.note),
            "language": version.language or "",
            "changes": in_english(version.sentence or ""),
            "reverts": str(self._numbers.get(version.reverts_id or "", "")),
        }
        brought = facts.read(self._origins.get(version.id, "").encode(), HANDED_ON)
        return [*known.items(), *self._decided(version), *brought]

    def _decided(self, version: Version) -> list[facts.Fact]:
        proposal = self._proposals.get(version.proposal_id or "")
        if proposal is None:
            return []
        signed = [
            ("approved", " ".join((facts.moment(one.at), self._who(one.person_id) or "-", one.note)).strip())
            for one in self._signed.get(proposal.id, ())
        ]
        proposed = " ".join((facts.moment(proposal.created_at), self._who(proposal.author_id) or "-"))
        return [
            ("answers", in_english(proposal.title)), ("because", proposal.reason), ("proposed", proposed), *signed,
        ]  # fmt: skip

    def _who(self, person_id: str | None) -> str:
        return _address(self._people.get(person_id or ""))


def _address(person: Person | None) -> str:
    return "" if person is None or is_nameless(person) else person.email
