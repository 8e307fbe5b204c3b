"""Everything a person wrote or did, as a ZIP of JSON for programs and HTML for people."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from datetime import datetime, tzinfo
from html import escape
from typing import IO, Any

import orjson
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.administration.policy import Administration
from app.kernel import audit, policy
from app.kernel.db.database_settings import zone_of
from app.kernel.i18n import _, languages
from app.kernel.i18n.answers import spoken
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock, zones
from app.privacy import personal_data
from app.privacy.export.columns import heading
from app.privacy.policy import Privacy

MOST_ROWS = 50_000
IN_MEMORY = 5_000_000
_HEAD = '<!doctype html><html lang="{1}"><meta charset="utf-8"><title>{0}</title><style>body{{font-family:sans-serif}}'
_HEAD += "td,th{{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}}</style><h1>{0}</h1>"


def export_person(session: Session, actor: Actor, person: Person) -> IO[bytes]:
    """Write the ZIP to a temporary file and give it, ready to be read; the person themself or an administrator.

    It only reads, which may take a while: who gives it away notes that with `note`, in a unit of its own.

    Rows are read and written some at a time, 50,000 of a list at most; the overview says where more are there.
    """
    policy.require(actor, Privacy.EXPORT_PERSON, person)
    own, zone = actor.id == person.id, zone_of(session, person.zone)
    asked = [section for section in [*personal_data.sections(), _AUDIT] if own or not section.private]
    with ExitStack() as until_done:
        out = until_done.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            overview = [(section, *_write(session, archive, section, person.id, actor, zone)) for section in asked]
            archive.writestr("index.html", _index(person, overview, zone))
        out.seek(0)
        until_done.pop_all()
    return out


def note(session: Session, actor: Actor, person_id: str) -> None:
    """Write into the audit log that everything of a person was given away."""
    audit.record(session, actor, "person.exported", Subject.of("person", person_id), {})


_AUDIT = personal_data.Section(
    "audit", _("Entries of the audit log"),
    lambda p, a: select(
        audit.AuditEntry.seq, audit.AuditEntry.at, audit.AuditEntry.kind,
        *((audit.AuditEntry.subject, audit.AuditEntry.body) if policy.allows(a, Administration.VIEW_AUDIT) else ()),
    ).where(audit.AuditEntry.actor_id == p).order_by(audit.AuditEntry.seq),
)  # fmt: skip


def _write(
    session: Session,
    archive: zipfile.ZipFile,
    section: personal_data.Section,
    person_id: str,
    actor: Actor,
    zone: tzinfo,
) -> tuple[int, bool]:
    """Write a list in both forms, read once; one of them waits in a file, so that it never stands in memory whole."""
    found = session.execute(section.rows(person_id, actor).limit(MOST_ROWS + 1).execution_options(yield_per=500))
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as page:
        heads = "".join(f"<th>{escape(str(heading(key)))}</th>" for key in found.keys())  # noqa: SIM118
        page.write(f"{_head(section.title)}<table><tr>{heads}</tr>\n".encode())
        with archive.open(f"{section.name}.json", "w") as json:
            json.write(b"[")
            for count, row in enumerate(found, 1):
                if count > MOST_ROWS:
                    found.close()
                    break
                json.write((b",\n" if count > 1 else b"\n") + orjson.dumps(_plain(row._mapping), default=_said))
                cells = "".join(f"<td>{escape(_words(value, zone))}</td>" for value in row)
                page.write(f"<tr>{cells}</tr>\n".encode())
            json.write(b"\n]\n")
        page.write(b"</table>\n")
        page.seek(0)
        with archive.open(f"{section.name}.html", "w") as out:
            shutil.copyfileobj(page, out)
    return min(count, MOST_ROWS), count > MOST_ROWS


def _said(value: Any) -> str:
    return str(value)


def _plain(row: RowMapping) -> dict[str, Any]:
    """Give a row for programs."""
    return {key: zones.plain(value) if isinstance(value, str) else spoken(value) for key, value in row.items()}


def _words(value: Any, zone: tzinfo) -> str:
    """Give a value for people, moments by the clock of whom it is about."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return zones.exact(value, zone)
    if isinstance(value, str):
        return zones.said(value, zone)
    if isinstance(value, dict | list):
        return zones.retold(orjson.dumps(spoken(value), default=_said).decode(), zone)
    return str(value)


def _head(title: str) -> str:
    return _HEAD.format(escape(str(title)), languages.current())


def _index(person: Person, overview: list[tuple[personal_data.Section, int, bool]], zone: tzinfo) -> str:
    more_there = _("there are more; the first are here")
    lines = (
        f'<li><a href="{section.name}.html">{escape(str(section.title))}</a>: {count}'
        f"{escape(f' ({more_there})') if more else ''}"
        f' (<a href="{section.name}.json">JSON</a>)</li>\n'
        for section, count, more in overview
    )
    head, written = _head(_("What Stepwell keeps of {name}", name=person.name)), zones.exact(clock.now(), zone)
    at = escape(str(_("Written {moment}.", moment=written)))
    return f"{head}<p>{at}</p><ul>\n{''.join(lines)}</ul>\n"
