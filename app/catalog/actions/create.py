"""Loading a process into the library."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import find_unit
from app.accounts.tables import Unit
from app.catalog.actions.publish import store
from app.catalog.actions.reading import Upload, parsed, read, title_in
from app.catalog.events import ProcessCreated
from app.catalog.policy import Catalog
from app.catalog.queries import beside
from app.catalog.tables import LONGEST_KEY, LONGEST_TITLE, VISIBILITIES, Process
from app.kernel import audit, policy
from app.kernel.characters import one_line
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, languages
from app.kernel.policy import INTERNAL, Actor
from app.kernel.subject import Subject

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RESERVED = frozenset({"new"})
UNIQUE_KEY = ("uq_process_key", "process.key")  # how the databases call it when a key is there twice


def create(
    session: Session, actor: Actor, key: str, title: str, xml: bytes, unit: str | None = None, mode: str = "auto",
    note: str = "", *, owner_id: str | None = None, visibility: str = "organisation", public_start: bool = False,
    files: Mapping[str, bytes] | None = None, ready: Upload | None = None, parent: Process | None = None,
) -> Process:  # fmt: skip
    """Store a file, with those beside it, as a new process, its first version live; whoever uploads it owns it.

    Who has prepared the file before has asked `require_new` then; it comes `ready`. A variant names its `parent`.
    """
    where = require_new(session, actor, key if ready is None else None, unit)
    upload = read(xml, mode, beside(session, actor, parsed(xml if ready is None else ready.model), None, files), ready)
    written = languages.current() if title.strip() else None
    title = checked_title(title or title_in(upload.model) or key)
    process = Process(
        key=key, title=title, search_key=search_key(key, title), owner_id=owner_id or actor.id,
        unit_id=where.id if where else None, unit_path=where.path if where else "",
        visibility=checked_visibility(visibility, where), public_start=public_start, language=written,
        parent_id=parent.id if parent else None,
    )  # fmt: skip
    session.add(process)
    _flush_new(session, key)
    announce(session, ProcessCreated(process.id, actor.id))
    store(session, actor, process, upload, note=note)
    audit.record(
        session, actor, "catalog.process_created", Subject.of("process", process.id), {"key": key, "title": title}
    )
    return process


def require_new(session: Session, actor: Actor, key: str | None, unit: str | None) -> Unit | None:
    """Give the unit of a process to come; raises what forbids it to the actor there, or under this key."""
    policy.require(actor, Catalog.CREATE)
    where = own_unit(session, actor, unit)
    if key is not None:
        checked_key(session, key)
    return where


def _flush_new(session: Session, key: str) -> None:
    """Write a process; raises Conflict where somebody else has taken its key since that was looked up."""
    try:
        session.flush()
    except IntegrityError as error:
        if any(name in str(error.orig) for name in UNIQUE_KEY):
            raise _taken(key) from error
        raise


def checked_key(session: Session, key: str) -> str:
    """Give the key back if it can be used in addresses and nobody has it; raises Invalid or Conflict."""
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key) or key in RESERVED:
        words = _(
            "Use up to {n} letters, digits, dots, dashes and underscores, a letter or digit first.", n=LONGEST_KEY
        )
        said = _("Expected a key that fits into an address, but got {key}. {words}", key=repr(key[:100]), words=words)
        raise Invalid("BAD_KEY", said, {"key": words})
    if session.scalar(select(Process.id).where(Process.key == key)) is not None:
        raise _taken(key)
    return key


def _taken(key: str) -> Conflict:
    words = _("“{key}” is taken. Choose another one.", key=key)
    return Conflict("KEY_TAKEN", _("Expected a new key, but {words}", words=words), errors={"key": words})


def checked_title(title: str) -> str:
    """Give what is seen of the title, with single spaces; raises Invalid for an empty or endless one."""
    clean = one_line(title)
    if not clean or len(clean) > LONGEST_TITLE:
        words = _("Give it a title of 1 to {n} characters.", n=LONGEST_TITLE)
        raise Invalid(
            "BAD_TITLE",
            _("Expected a title that people can read, but got another. {words}", words=words),
            {"title": words},
        )
    return clean


def checked_visibility(said: str, unit: Unit | str | None) -> str:
    """Give back who shall see a process; raises Invalid for none of VISIBILITIES, and for a unit where it has none."""
    if said not in VISIBILITIES:
        words = _("Choose one of {choices}.", choices=", ".join(VISIBILITIES))
        raise Invalid(
            "BAD_VISIBILITY",
            _("Expected to know who sees it, but got {said}. {words}", said=repr(said), words=words),
            {"visibility": words},
        )
    if said == "unit" and not unit:
        words = _("Choose a unit first, or let everybody who works here see it.")
        raise Invalid(
            "NO_UNIT_TO_SEE_IT", _("Expected the unit that sees it, but it belongs to none. {words}", words=words),
            {"visibility": words},
        )  # fmt: skip
    return said


def search_key(key: str, title: str) -> str:
    """Give what searches look at."""
    return f"{title} {key}".casefold()[:300]


def own_unit(session: Session, actor: Actor, said: str | None) -> Unit | None:
    """Give the unit that is named, None for the whole organisation; raises Forbidden for one the actor works not in."""
    where = find_unit(session, said)
    if where is not None and not actor.is_system and not actor.has_in(where.path, *INTERNAL):
        raise Forbidden(
            "NOT_YOUR_UNIT",
            _(
                "Expected a unit that you work in, but {unit} is another one. Choose yours, or ask somebody there.",
                unit=where.name,
            ),
            for_people=_("You do not work in {unit}. Choose a unit of yours, or ask somebody there.", unit=where.name),
        )
    return where
