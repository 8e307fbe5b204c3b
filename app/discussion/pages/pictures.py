"""Pictures of comments: shown, and taken from the forms that bring them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.actions.pictures import MOST, Kept, Shown, refused
from app.discussion.pages.base import blueprint
from app.discussion.pictures import LARGEST
from app.discussion.pictures.showing import as_picture
from app.discussion.tables import Picture
from app.kernel.http.application import current_actor, current_session, keep_what_was_sent
from app.kernel.pages.visitor import signed_in

FORMS = frozenset(
    ("discussion.step_comment_sent", "discussion.process_comment_sent", "discussion.case_comment_sent",
     "discussion.comment_edit_sent", "proposals.comment", "discussion_api.add_picture")
)  # fmt: skip
ROOM = 1_000_000
LARGEST_REQUEST = ROOM + MOST * LARGEST


@blueprint.before_app_request
def make_room() -> None:
    """Let the requests that carry pictures be larger than others; what is typed beside them is bounded on its own."""
    if request.method == "POST" and request.endpoint in FORMS and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = ROOM


@dataclass
class Came:
    """The pictures of a form: those that were kept, with what can be seen on them, and why others were refused."""

    kept: Kept
    shown: list[Shown]

    def checked(self) -> list[Shown]:
        """Give what the comment is to show; raises Invalid where something that was chosen cannot be."""
        if self.kept.refused:
            raise refused(self.kept.refused)
        return self.shown

    def again(self) -> list[Picture]:
        """Keep what came though the form is refused, and give what it holds when it is shown again."""
        if self.kept.rows:
            keep_what_was_sent()
        ids = [one.id for one in self.shown]
        return queries.free_pictures(current_session(), current_actor(), ids)


def came(process: Process) -> Came:
    """Keep the pictures that a form brings, and find those that it held already and that were not dropped."""
    form = request.form
    sent = [one for one in request.files.getlist("pictures") if one.filename]
    alts = form.getlist("picture_alt")
    said = [alts[at] if at < len(alts) else "" for at in range(len(sent))]
    kept = actions.keep_pictures(
        current_session(), current_actor(), process, [(one.stream, alt) for one, alt in zip(sent, said, strict=True)]
    )
    held = [Shown(one, form.get(f"alt-{one}", "")) for one in form.getlist("picture") if one not in _dropped()]
    return Came(kept, [*held[: MOST + 1], *(Shown(one.id, one.alt) for one in kept.rows)])


def _dropped() -> set[str]:
    return set(request.form.getlist("picture_drop"))


@blueprint.get("/pictures/<picture_id>")
def picture(picture_id: str) -> Response:
    """Show a picture of a comment."""
    return as_picture(queries.picture(current_session(), signed_in(), picture_id))


@blueprint.get("/pictures/<picture_id>/small")
def small_picture(picture_id: str) -> Response:
    """Show a picture of a comment as it stands in lists."""
    return as_picture(queries.picture(current_session(), signed_in(), picture_id), small=True)
