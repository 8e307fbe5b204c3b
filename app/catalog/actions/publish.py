"""Making a model the live version of a process; versions are only ever added."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.catalog.actions.reading import (
    LONGEST_ID,
    Kept,
    Upload,
    file_rows,
    has_decisions,
    insist,
    nothing_kept,
    parsed,
    read,
    step_rows,
)
from app.catalog.actions.sentences import compare
from app.catalog.events import VersionComing, VersionPublished
from app.catalog.policy import Catalog
from app.catalog.queries import beside, fault, files_of, live_version
from app.catalog.queries import model as model_of
from app.catalog.tables import Process, ProcessCallable, Version, VersionStep
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import about_to, announce
from app.kernel.i18n import Message, _, languages
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from processes.model import Model
from processes.model.elements import B

LONGEST_NOTE = 4000
RUNS_AS = {
    "executable": _("Runs as modelled from now on."),
    "documenting": _("People decide its ways from now on."),
}


@dataclass(frozen=True)
class Base:
    """The live version that files are published over, in values that outlast their session.

    `model` is None where that cannot be read any more, and so are the `files` beside it where nobody compares or keeps
    them.
    """

    version_id: str
    number: int
    mode: str | None
    same_model: bool
    model: Model | None
    files: Mapping[str, bytes] | None
    archived: bool


def publish(
    session: Session, actor: Actor, process: Process, file: bytes | Model, note: str = "", mode: str | None = None,
    proposal_id: str | None = None, reverts: Version | None = None, files: Mapping[str, bytes] | None = None,
    sentence: str = "", ready: Upload | None = None, kept: Kept = nothing_kept, language: str | None = None,
) -> Version:  # fmt: skip
    """Make a model the live version; without a mode a process that people document stays so, others are read anew.

    Without `files` it keeps those of the version that is live now; without a `sentence` it is generated. What the
    engine makes of it is taken from where it is `kept`. The note is in the language of who publishes; of a
    proposal in that `language`.
    """
    policy.require(actor, Catalog.PUBLISH, process)
    require_in_use(process)
    upload = as_published(session, actor, process, file, mode, files, ready, kept)
    return store(
        session, actor, process, upload, note=note, proposal_id=proposal_id, reverts=reverts, sentence=sentence,
        language=language,
    )  # fmt: skip


def as_published(
    session: Session, actor: Actor, process: Process, file: bytes | Model, mode: str | None = None,
    files: Mapping[str, bytes] | None = None, ready: Upload | None = None, kept: Kept = nothing_kept,
) -> Upload:  # fmt: skip
    """Read a model as the next version of a process would be: in its mode, with its files, knowing what it may call."""
    around = beside(session, actor, parsed(file), process, files)
    return read(file, mode or kept_mode(live_version(session, process)), around, ready, kept)


def revise(
    session: Session, actor: Actor, process: Process, xml: bytes, note: str = "", mode: str | None = None,
    files: Mapping[str, bytes] | None = None, ready: Upload | None = None,
) -> Version:  # fmt: skip
    """Publish files that somebody uploads; raises Conflict where they are what is live already.

    A file beside a new model that cannot be read is left out; one that comes with the same model is refused.
    """
    policy.require(actor, Catalog.PUBLISH, process)
    base = base_of(session, process, xml, files)
    require_other(base, mode, files)
    files = base.files if files is None else files
    file = xml if ready is None else ready.model
    return publish(session, actor, process, file, note, mode, files=files, ready=ready)


def base_of(
    session: Session, process: Process, xml: bytes, files: Mapping[str, bytes] | None,
    before: Mapping[str, bytes] | None = None,
) -> Base:  # fmt: skip
    """Give what these files would be published over; who knows those of `before` need not have them read again."""
    live = live_version(session, process)
    same_model = hashlib.sha256(xml).hexdigest() == live.sha256
    if before is None and (same_model or files is None):
        before = files_of(session, live.id)
    model = model_of(live) if fault(live) is None else None
    return Base(live.id, live.number, live.mode, same_model, model, before, process.archived_at is not None)


def require_other(base: Base, mode: str | None, files: Mapping[str, bytes] | None) -> None:
    """Raise Conflict where these files are what is live already, Invalid for bad ones that come with the same model."""
    if base.same_model and mode in (None, base.mode) and (files is None or dict(files) == base.files):
        raise Conflict(
            "NOTHING_CHANGED",
            _(
                "Expected a file that differs from version {number}, but it is the same. Nothing was published.",
                number=str(base.number),
            ),
            for_people=_("This is the same file as version {number}. Nothing was published.", number=str(base.number)),
        )
    if base.same_model and files is not None:
        before = base.files or {}
        insist({name: content for name, content in files.items() if before.get(name) != content})
    if base.archived:
        raise _put_away()


def switch_mode(
    session: Session, actor: Actor, process: Process, mode: str, note: str = "", ready: Upload | None = None
) -> Version:
    """Publish the live model in the other mode; raises Invalid, saying why, where it cannot run that way."""
    model, live = switchable(session, actor, process), live_version(session, process)
    upload = read(model, mode, beside(session, actor, parsed(model), process), ready)
    if not upload.prepared.runs or upload.prepared.mode != mode:
        why = upload.prepared.why or _("It cannot run that way.")
        said = _("Expected a model that can run as {mode}, but: {why} Change the model first.", mode=mode, why=why)
        raise Invalid("CANNOT_SWITCH", said, {"mode": why})
    if live.mode == mode:
        raise Conflict(
            "NOTHING_CHANGED",
            _("Expected another mode, but version {number} is {mode} already.", number=str(live.number), mode=mode),
            for_people=_("Version {number} runs like that already.", number=str(live.number)),
        )
    return store(session, actor, process, upload, note=note or RUNS_AS[mode])


def switchable(session: Session, actor: Actor, process: Process) -> Model:
    """Give the live model for publishing it in another mode; raises what forbids that, whichever mode it is."""
    policy.require(actor, Catalog.PUBLISH, process)
    require_in_use(process)
    return model_of(live_version(session, process))


def store(
    session: Session, actor: Actor, process: Process, upload: Upload, *, note: str = "",
    proposal_id: str | None = None, reverts: Version | None = None, sentence: str = "", language: str | None = None,
) -> Version:  # fmt: skip
    """Write the next version with its steps and what it changes in a sentence, make it live and tell others."""
    if not sentence:  # before the lock: comparing large models takes long
        known = upload.over is not None and upload.over == process.live_version_id
        sentence = (upload if known else compare(session, process, upload)).sentence
    if process.live_version_id is not None:
        _lock(session, process)
    about_to(session, VersionComing(process.id))
    previous, prepared = process.live_version_id, upload.prepared
    version = Version(
        process_id=process.id, number=process.live_number + 1, sha256=upload.model.sha256, xml=upload.model.xml,
        runnable=prepared.runnable, mode=prepared.mode, runs=prepared.runs, why=prepared.why,
        assumptions=[{"code": one.code, "element": one.element, "text": one.text} for one in prepared.assumptions],
        note=checked_note(note), language=language if proposal_id else _language(note), sentence=sentence,
        author_id=None if actor.is_system else actor.id, proposal_id=proposal_id, reverts_id=reverts and reverts.id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    if rows := step_rows(upload.model, version.id):
        session.execute(insert(VersionStep), rows)
    session.add_all(file_rows(upload.files, version.id))
    _callable_as(session, process, upload.model)
    process.has_decisions = has_decisions(upload)
    process.live_version_id, process.live_number = version.id, version.number
    session.flush()
    _tell(session, actor, version, previous)
    return version


def _lock(session: Session, process: Process) -> None:
    """Hold the process before anything else is written: everybody locks it first, so nobody waits in a circle."""
    session.execute(select(Process.id).where(Process.id == process.id).with_for_update(key_share=True))


def checked_note(note: str) -> str:
    """Give a note as it is kept; raises Invalid where it is too long."""
    if isinstance(note, Message):
        return note
    if len(note) > LONGEST_NOTE:
        words = _("Use at most {n} characters.", n=LONGEST_NOTE)
        raise Invalid(
            "NOTE_TOO_LONG", _("Expected a short note, but it is too long. {words}", words=words), {"note": words}
        )
    return note.replace("\x00", "").strip()


def _language(note: str) -> str | None:
    """In which language somebody writes a note; None for none, and for what Stepwell says."""
    return None if not note.strip() or isinstance(note, Message) else languages.current()


def _tell(session: Session, actor: Actor, version: Version, previous: str | None) -> None:
    body = {"number": version.number, "sha256": version.sha256, "mode": version.mode, "proposal": version.proposal_id}
    body["sentence"] = version.sentence
    audit.record(session, actor, "catalog.version_published", Subject.of("process", version.process_id), body)
    announce(
        session,
        VersionPublished(version.process_id, version.id, version.number, previous, actor.id, version.proposal_id),
    )


def kept_mode(live: Version | Base) -> str:
    """Give the mode in which the next version is read where nobody says another."""
    return "documenting" if live.mode == "documenting" else "auto"


def _callable_as(session: Session, process: Process, model: Model) -> None:
    """Note by which names other models may call this process from now on."""
    if process.live_number > 0:
        session.execute(delete(ProcessCallable).where(ProcessCallable.process_id == process.id))
    names = {str(element.get("id")) for element in model.root.iter(f"{B}process") if element.get("id")}
    session.add_all(ProcessCallable(process_id=process.id, name=name) for name in names if len(name) <= LONGEST_ID)


def require_in_use(process: Process) -> None:
    """Raise Conflict for a process that was put away."""
    if process.archived_at is not None:
        raise _put_away()


def _put_away() -> Conflict:
    said = _("Expected a process in use, but this one was put away. Bring it back first.")
    return Conflict("PROCESS_ARCHIVED", said, for_people=_("This process was put away. Bring it back first."))
