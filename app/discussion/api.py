"""Comments and flags for other programs."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from app.cases.queries import instance
from app.catalog.queries import process_by_key
from app.catalog.tables import Process
from app.discussion import actions, queries, schemas
from app.discussion.pictures import TYPE
from app.discussion.pictures.showing import as_picture
from app.discussion.policy import Discussion, often_enough
from app.discussion.tables import Comment, Flag
from app.kernel import policy
from app.kernel.api.blueprint import Blueprint
from app.kernel.api.schemas import BINARY, page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _

blueprint = Blueprint("discussion_api", __name__, url_prefix="/api/v1", description="What people say about steps.")
STEP = "/processes/<key>/steps/<step_id>"


def _process(key: str) -> Process:
    process = process_by_key(current_session(), current_actor(), key)
    policy.require_visible(current_actor(), Discussion.VIEW, process, _("this discussion"))
    return process


def _of_case(instance_id: str) -> Process:
    """Give the process of a case that the caller sees, and whose discussion they take part in."""
    process = instance(current_session(), current_actor(), instance_id).process
    policy.require_visible(current_actor(), Discussion.VIEW, process, _("this discussion"))
    return process


def _say(comment: Comment) -> dict[str, Any]:
    """Say a new comment of the caller's own."""
    return schemas.comment_out(queries.Said(comment, current_actor(), writes=True))


def _flag(flag: Flag) -> dict[str, Any]:
    """Say a flag of the caller's own."""
    return schemas.flag_out(flag, current_actor())


@blueprint.get(f"{STEP}/comments")
@blueprint.arguments(schemas.CommentsQuery, location="query")
@blueprint.response(200, page_of(schemas.CommentSchema))
def comments(given: dict[str, Any], key: str, step_id: str) -> dict[str, Any]:
    """List the comments on a step, oldest first, each before its replies."""
    session, process = current_session(), _process(key)
    queries.step_name(session, process.id, step_id)
    found = queries.comments_on_step(session, current_actor(), process, step_id, given["cursor"], given["limit"])
    return found.map(schemas.comment_out)


@blueprint.post(f"{STEP}/comments")
@often_enough
@blueprint.arguments(schemas.NewComment)
@blueprint.response(201, schemas.CommentSchema)
def add_comment(sent: dict[str, Any], key: str, step_id: str) -> dict[str, Any]:
    """Say something about a step, or answer a comment."""
    comment = actions.add_comment(
        current_session(), current_actor(), _process(key), sent["text"], step_id=step_id, reply_to=sent["reply_to"]
    )
    return _say(comment)


@blueprint.get("/instances/<instance_id>/comments")
@blueprint.arguments(schemas.CommentsQuery, location="query")
@blueprint.response(200, page_of(schemas.CommentSchema))
def instance_comments(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """List the comments on a case, oldest first, each before its replies."""
    session, actor = current_session(), current_actor()
    process = _of_case(instance_id)
    found = queries.comments_on_instance(session, actor, process, instance_id, given["cursor"], given["limit"])
    return found.map(schemas.comment_out)


@blueprint.post("/instances/<instance_id>/comments")
@often_enough
@blueprint.arguments(schemas.NewComment)
@blueprint.response(201, schemas.CommentSchema)
def add_instance_comment(sent: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Say something about one case, or answer a comment on it."""
    process = _of_case(instance_id)
    comment = actions.add_comment(
        current_session(), current_actor(), process, sent["text"], instance_id=instance_id, reply_to=sent["reply_to"]
    )
    return _say(comment)


@blueprint.get(f"{STEP}/flags")
@blueprint.arguments(schemas.FlagsQuery, location="query")
@blueprint.response(200, schemas.FlagsSchema)
def flags(given: dict[str, Any], key: str, step_id: str) -> dict[str, Any]:
    """List the flags on a step, oldest first, and how many there are of each kind on all pages."""
    session, process = current_session(), _process(key)
    queries.step_name(session, process.id, step_id)
    found = queries.flags_page(session, process.id, step_id, **given)
    counts = queries.flag_counts(session, process.id, step_id)
    return {**found.map(lambda row: schemas.flag_out(*row)), "counts": counts}


@blueprint.post(f"{STEP}/flags")
@often_enough
@blueprint.arguments(schemas.NewFlag)
@blueprint.response(201, schemas.FlagSchema)
def raise_flag(sent: dict[str, Any], key: str, step_id: str) -> dict[str, Any]:
    """Flag a step: one a person, kind and step."""
    flag = actions.raise_flag(
        current_session(), current_actor(), _process(key), step_id, sent["kind"], sent["reason"], sent["waste"]
    )
    return _flag(flag)


@blueprint.patch(f"{STEP}/flags/<kind>")
@blueprint.arguments(schemas.FlagReason)
@blueprint.response(200, schemas.FlagSchema)
def explain_flag(sent: dict[str, Any], key: str, step_id: str, kind: str) -> dict[str, Any]:
    """Say why one flagged a step."""
    flag = actions.explain_flag(
        current_session(), current_actor(), _process(key), step_id, kind, sent["reason"], sent["waste"]
    )
    return _flag(flag)


@blueprint.delete(f"{STEP}/flags/<kind>")
@blueprint.response(204)
def withdraw_flag(key: str, step_id: str, kind: str) -> None:
    """Take one's own flag back."""
    actions.withdraw_flag(current_session(), current_actor(), _process(key), step_id, kind)


@blueprint.get("/processes/<key>/discussion/counts")
@blueprint.response(200, schemas.CountsSchema)
def counts(key: str) -> dict[str, Any]:
    """Give the number of comments and flags on each step."""
    return queries.counts(current_session(), _process(key).id)


@blueprint.patch("/comments/<comment_id>")
@blueprint.arguments(schemas.CommentText)
@blueprint.response(200, schemas.CommentSchema)
def edit_comment(sent: dict[str, Any], comment_id: str) -> dict[str, Any]:
    """Correct one's own comment."""
    session, actor = current_session(), current_actor()
    process, comment = queries.comment_in(session, actor, comment_id)
    edited = actions.edit_comment(session, actor, process, comment, sent["text"])
    return schemas.comment_out(queries.of_ones_own(session, actor, process, edited))


@blueprint.delete("/comments/<comment_id>")
@blueprint.response(204)
def delete_comment(comment_id: str) -> None:
    """Take one's own comment back."""
    session, actor = current_session(), current_actor()
    _process_of_it, comment = queries.comment_in(session, actor, comment_id)
    actions.delete_comment(session, actor, comment)


@blueprint.post("/comments/<comment_id>/pictures")
@often_enough
@blueprint.arguments(schemas.NewPicture, location="files")
@blueprint.arguments(schemas.PictureWords, location="form", content_type="multipart/form-data")
@blueprint.doc(requestBody={"content": {"multipart/form-data": {"schema": schemas.PICTURE_FILE}}})
@blueprint.response(201, schemas.PictureSchema)
def add_picture(sent: dict[str, Any], said: dict[str, Any], comment_id: str) -> dict[str, Any]:
    """Add a picture to one's own comment; it is drawn anew, and nothing else of the file is kept."""
    session, actor = current_session(), current_actor()
    process, comment = queries.comment_in(session, actor, comment_id)
    return schemas.picture_out(
        actions.add_picture(session, actor, process, comment, sent["picture"].stream, said["alt"])
    )


@blueprint.delete("/comments/<comment_id>/pictures/<picture_id>")
@blueprint.response(204)
def take_picture(comment_id: str, picture_id: str) -> None:
    """Delete a picture of one's own comment."""
    session, actor = current_session(), current_actor()
    _process_of_it, comment = queries.comment_in(session, actor, comment_id)
    actions.take_picture(session, actor, comment, picture_id)


@blueprint.get("/pictures/<picture_id>")
@blueprint.response(200, BINARY, content_type=TYPE)
def picture(picture_id: str) -> Response:
    """Give a picture of a comment that the caller may read."""
    return as_picture(queries.picture(current_session(), current_actor(), picture_id))


@blueprint.post("/comments/<comment_id>/reactions")
@often_enough
@blueprint.arguments(schemas.NewReaction)
@blueprint.response(200, schemas.ReactionSchema)
def react(sent: dict[str, Any], comment_id: str) -> dict[str, Any]:
    """Give a reaction, or take it back."""
    session, actor = current_session(), current_actor()
    process, comment = queries.comment_in(session, actor, comment_id)
    return {"kind": sent["kind"], "given": actions.react(session, actor, process, comment, sent["kind"])}


@blueprint.post("/comments/<comment_id>/report")
@often_enough
@blueprint.arguments(schemas.ModerationReason)
@blueprint.response(204)
def report(sent: dict[str, Any], comment_id: str) -> None:
    """Ask the moderators to look at a comment."""
    session, actor = current_session(), current_actor()
    process, comment = queries.comment_in(session, actor, comment_id)
    actions.report_comment(session, actor, process, comment, sent["reason"])


@blueprint.post("/comments/<comment_id>/<any(hide, show):verb>")
@blueprint.arguments(schemas.ModerationReason)
@blueprint.response(204)
def moderate(sent: dict[str, Any], comment_id: str, verb: str) -> None:
    """Hide a comment from all but the moderators, or show it again."""
    session, actor = current_session(), current_actor()
    process, comment = queries.comment_in(session, actor, comment_id)
    act = actions.hide_comment if verb == "hide" else actions.show_comment
    act(session, actor, process, comment, sent["reason"])
