"""What comes with a form: larger requests where files are sent, and the files themselves, kept at once."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases.pages.base import blueprint
from app.cases.tables import Task
from app.kernel.errors import Invalid
from app.kernel.http.application import stepwell
from app.kernel.policy import Actor
from app.taskforms import actions
from app.taskforms.files.place import of_settings

FORMS = frozenset(
    ("work.complete", "work.save_draft", "work.edit_form", "work.start", "work.edit_start", "work.send_file_ahead",
     "work_api.send_file")
)  # fmt: skip
PUBLIC = frozenset(("work.public_send", "work.edit_public"))
ROOM = 2_000_000
PARTS = 5000


@blueprint.before_app_request
def make_room() -> None:
    """Let the requests that carry files be larger than others."""
    if request.method != "POST" or request.endpoint not in FORMS | PUBLIC:
        return
    settings = stepwell().settings
    with_files = request.endpoint in FORMS or settings.guest_files
    request.max_content_length = ROOM + (of_settings(settings).largest_together if with_files else 0)
    request.max_form_memory_size = ROOM
    request.max_form_parts = PARTS


def receive(
    session: Session, actor: Actor, schema: dict[str, Any], task: Task | None
) -> tuple[MultiDict[str, str], dict[str, str]]:
    """Keep the files of the request and give what was typed, with a reference to each; and what was wrong, by field."""
    typed: MultiDict[str, str] = MultiDict(request.form)
    wrong: dict[str, str] = {}
    if not schema.get("x-has-files"):
        return typed, wrong
    came = [(name, one) for name, one in request.files.items(multi=True) if one.filename]
    if not came:
        return typed, wrong
    kept = actions.keep_content(session, actor, [(one.filename, one.stream) for _, one in came])
    for (name, _), sent in zip(came, kept, strict=True):
        try:
            row = actions.add_file(session, actor, sent, task)
        except Invalid as error:
            wrong[name] = error.errors.get("file", error.words)
        else:
            typed.add(f"{name}.id", row.id)
    return typed, wrong


def fresh(before: MultiDict[str, str], after: MultiDict[str, str]) -> frozenset[str]:
    """Give the ids of the files that came with this very request."""
    came: set[str] = set()
    for name in after:
        if name.endswith(".id"):
            came |= set(after.getlist(name)) - set(before.getlist(name))
    return frozenset(came)
