"""Files of forms: keep what somebody sends, tie it to an instance when the form is sent, forget what nobody needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task
from app.kernel import policy
from app.kernel.db import outside_locks
from app.kernel.errors import Invalid
from app.kernel.i18n import _, joined
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.taskforms import files, queries
from app.taskforms.forms import file_fields
from app.taskforms.policy import TaskForms
from app.taskforms.tables import Draft, FormFile

MEGA = 1_000_000
KEPT_UNUSED = timedelta(days=2)
AGAIN = _("Choose the file again: what stands here is no file of yours or of this case.")
MOST = 200


@dataclass(frozen=True)
class Sent:
    """A file that somebody sent, under the id that it will have; without content where that is too large."""

    id: str
    name: str
    kept: files.Kept | None


def keep_content(session: Session, actor: Actor, sent: Iterable[tuple[str | None, IO[bytes]]]) -> list[Sent]:
    """Keep the content of the files that came with a request, all at once, before anybody waits for it.

    What no row tells of in the end is forgotten after some days.
    """
    if not actor.is_anonymous:
        policy.require(actor, TaskForms.SEND_FILE)
    where = files.place(session)
    named = [(files.plain_name(name), stream) for name, stream in sent]
    return outside_locks.before("files", lambda: [Sent(new_id(), name, _kept(where, stream)) for name, stream in named])


def _kept(where: files.Place, stream: IO[bytes]) -> files.Kept | None:
    try:
        return where.keep(stream)
    except files.TooLarge:
        return None


def add_file(session: Session, actor: Actor, sent: Sent, task: Task | None = None) -> FormFile:
    """Keep a file that somebody sends, for a task or for whatever they do next; raises Invalid with what is wrong."""
    where = files.place(session)
    if sent.kept is None:
        raise _refused(_("It is larger than {size} MB. Send a smaller file.", size=where.largest // MEGA))
    try:
        row = _row(session, actor, sent, sent.kept, task, where)
    except Invalid:
        where.remove(sent.kept.kept_as)
        raise
    session.add(row)
    session.flush()
    return row


def _row(
    session: Session, actor: Actor, sent: Sent, kept: files.Kept, task: Task | None, where: files.Place
) -> FormFile:
    if not kept.size:
        raise _refused(_("It is empty. Choose another file."))
    kind = files.kind_of(where.path(kept.kept_as), sent.name)
    if kind in files.REFUSED:
        raise _refused(_("It is a program. Programs cannot be attached."))
    instance_id = task.instance_id if task is not None else None
    if _held(session, actor, instance_id) + kept.size > where.largest_together:
        raise _refused(
            _(
                "All files together may have {size} MB, and that is used up. Remove one or send a smaller one.",
                size=where.largest_together // MEGA,
            )
        )
    return FormFile(
        id=sent.id, instance_id=instance_id, task_id=task.id if task is not None else None,
        sender_id=actor.id or None, name=sent.name, size=kept.size, type=kind, sha256=kept.sha256, kept_as=kept.kept_as,
        created_at=clock.now(),
    )  # fmt: skip


def _held(session: Session, actor: Actor, instance_id: str | None) -> int:
    """How many bytes an instance holds already, or somebody who has not used them yet."""
    size = select(func.coalesce(func.sum(FormFile.size), 0))
    if instance_id is not None:
        return int(session.scalar(size.where(FormFile.instance_id == instance_id)) or 0)
    loose = FormFile.instance_id.is_(None), FormFile.attached_at.is_(None)
    return int(session.scalar(size.where(FormFile.sender_id == (actor.id or None), *loose)) or 0) if actor.id else 0


def _refused(words: str) -> Invalid:
    return Invalid("BAD_FILE", _("Expected a file that can be kept, but: {words}", words=words), {"file": words})


def attach(session: Session, actor: Actor, schema: dict[str, Any], data: dict[str, Any], instance: Instance) -> None:
    """Put what is known of each file into the data that refers to it, and tie the files to the instance."""
    tie(session, named(session, actor, schema, data, instance.id), instance)


def named(
    session: Session,
    actor: Actor,
    schema: dict[str, Any],
    data: dict[str, Any],
    instance_id: str | None,
    fresh: frozenset[str] = frozenset(),
) -> list[str]:
    """Put what is known of each file into the data that refers to it, and give the ids of the files.

    Raises Invalid, by field, for a reference to a file that is neither of this instance nor the actor's own;
    `fresh` are files that came with this very request.
    """
    found = [(at, rule, value) for at, rule, value in file_fields(schema, data) if isinstance(value, dict)]
    if not found:
        return []
    rows = queries.form_files(session, [value.get("id") for _, _, value in found])
    wrong: dict[str, str] = {}
    for at, rule, value in found:
        row = rows.get(str(value.get("id")))
        if row is None or not (row.id in fresh or _usable(row, actor, instance_id)):
            wrong[at] = AGAIN
        elif not files.accepted(row.type, (rule.get("x-file") or {}).get("accept") or ()):
            wrong[at] = _(
                "“{name}” is of another kind ({kind}) than this form takes. Choose another file.",
                name=row.name, kind=row.type,
            )  # fmt: skip
        else:
            value.clear()
            value.update(id=row.id, name=row.name, size=row.size, type=row.type)
    if wrong:
        words = _("Expected files that belong here, but: {words}", words=joined("; ", wrong.values()))
        raise Invalid("INVALID_FORM", words, wrong)
    return list(rows)


def _usable(row: FormFile, actor: Actor, instance_id: str | None) -> bool:
    if row.instance_id not in (None, instance_id):
        return False
    if row.attached_at is not None:
        return row.instance_id is not None
    return actor.is_system or (bool(actor.id) and row.sender_id == actor.id)


def tie(session: Session, ids: list[str], instance: Instance) -> None:
    """Let files belong to an instance from now on."""
    if not ids:
        return
    session.execute(
        update(FormFile)
        .where(FormFile.id.in_(ids), FormFile.attached_at.is_(None))
        .values(instance_id=instance.id, attached_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    where = files.place(session)
    held = session.scalar(select(func.sum(FormFile.size)).where(FormFile.instance_id == instance.id)) or 0
    if held > where.largest_together:
        most = where.largest_together // MEGA
        raise _refused(_("All files of a case may have {size} MB, but these have more.", size=most))


def forget_files(session: Session) -> int:
    """Forget files that were sent and never used, drafts of tasks that are over, and content that no row knows."""
    before = clock.now() - KEPT_UNUSED
    over = select(Task.id).where(Task.id == Draft.task_id, Task.state != "open").exists()
    session.execute(delete(Draft).where(over).execution_options(synchronize_session=False))
    drafted = select(Draft.task_id).where(Draft.task_id == FormFile.task_id).exists()
    where = files.place(session)
    unused = session.execute(
        select(FormFile.id, FormFile.kept_as)
        .where(FormFile.attached_at.is_(None), FormFile.created_at < before, ~drafted)
        .limit(MOST)
    ).all()
    session.execute(delete(FormFile).where(FormFile.id.in_([row.id for row in unused])))
    session.flush()
    for row in unused:
        where.remove(row.kept_as)
    return len(unused) + _forget_content(session, where)


def _forget_content(session: Session, where: files.Place) -> int:
    """Delete content that no row knows, left by what was undone; in strokes, so that the list stays short."""
    gone, stroke = 0, []
    for name, path in where.older_than(KEPT_UNUSED.total_seconds()):
        stroke.append((name, path))
        if len(stroke) == MOST:
            gone += _unknown(session, stroke)
            stroke = []
    return gone + _unknown(session, stroke)


def _unknown(session: Session, stroke: list[tuple[str, Any]]) -> int:
    names = [name for name, _path in stroke]
    own = select(FormFile.kept_as).where(FormFile.kept_as.in_(names))
    known = {*session.scalars(own), *files.named_in(session, names)} if names else set()
    lost = [path for name, path in stroke if name not in known or path.suffix]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
