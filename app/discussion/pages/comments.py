"""What can be done with one comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.pages.base import back_to, blueprint, place_of
from app.discussion.pages.pictures import came
from app.discussion.pages.step import shown as step_shown
from app.discussion.policy import Discussion, often_enough
from app.discussion.tables import Comment, Picture
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_actor, current_session, is_fragment
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.policy import Actor

FORMS = {
    "edit": (_("Edit your comment"), _("Your comment"), "text", _("Save")),
    "report": (_("Report a comment"), _("What is wrong with it?"), "reason", _("Report it")),
}


def _found(comment_id: str) -> tuple[Process, Comment]:
    return queries.comment_in(current_session(), current_actor(), comment_id)


def _after(process: Process, comment: Comment, words: str = "") -> ResponseReturnValue:
    if is_fragment() and comment.step_id and not comment.proposal_id:
        return step_shown(process, comment.step_id)
    if words:
        flash(words, "success")
    place = place_of(process, comment)
    return redirect(f"{back_to(place).split('#')[0]}#comment-{comment.id}", 303)


@blueprint.get("/comments/<comment_id>")
def comment(comment_id: str) -> ResponseReturnValue:
    """Lead to the place where a comment is read."""
    return redirect(place_of(*_found(comment_id)), 303)


@blueprint.get("/comments/<comment_id>/<any(edit, report):verb>")
def comment_form(comment_id: str, verb: str) -> ResponseReturnValue:
    """Show the form to edit or report a comment."""
    process, found = _found(comment_id)
    if verb == "edit":
        policy.require(current_actor(), Discussion.EDIT, found)
    return _form(process, found, verb, found.text if verb == "edit" else "", {})


def _form(
    process: Process,
    comment: Comment,
    verb: str,
    typed: str,
    errors: dict[str, str],
    status: int = 422,
    fresh: Sequence[Picture] = (),
) -> ResponseReturnValue:
    title, label, field, submit = FORMS[verb]
    own = queries.pictures_of(current_session(), [comment] if verb == "edit" else [])
    page = render_template(
        "discussion/form.html", process=process, comment=comment, verb=verb, title=title, label=label, field=field,
        submit=submit, typed=typed, errors=errors, back=place_of(process, comment), place=queries.said_where(comment),
        readable=comment.deleted_at is None and comment.hidden_at is None, seen=fingerprint(comment.text),
        changed=status == Conflict.status, pictures=[*own.get(comment.id, ()), *fresh], sent=request.form,
    )  # fmt: skip
    return page, status if errors else 200


def _attempt(
    verb: str, comment_id: str, act: Callable[..., Any], words: str, fresh: Sequence[Picture] = ()
) -> ResponseReturnValue:
    process, found = _found(comment_id)
    typed = request.form.get(FORMS[verb][2], "")
    try:
        act(current_session(), current_actor(), process, found, typed)
    except Invalid as error:
        return _form(process, found, verb, typed, error.errors, fresh=fresh)
    except Conflict as error:
        return _form(process, found, verb, typed, {FORMS[verb][2]: error.words}, error.status, fresh)
    return _after(process, found, words)


@blueprint.post("/comments/<comment_id>/edit")
@often_enough
def comment_edit_sent(comment_id: str) -> ResponseReturnValue:
    """Correct one's own comment, as the form showed it."""
    fresh: list[Picture] = []

    def edit(session: Session, actor: Actor, process: Process, comment: Comment, text: str) -> None:
        pictures = came(process)
        session.refresh(comment, with_for_update=True)
        try:
            seen(fingerprint(comment.text))
            actions.edit_comment(session, actor, process, comment, text, pictures.checked())
        except (Conflict, Invalid):
            fresh.extend(pictures.again())
            raise

    return _attempt("edit", comment_id, edit, _("Your comment is changed."), fresh)


@blueprint.post("/comments/<comment_id>/report")
@often_enough
def comment_report_sent(comment_id: str) -> ResponseReturnValue:
    """Ask the moderators to look at a comment."""
    return _attempt(
        "report", comment_id, actions.report_comment, _("Thank you. The owner of the process will look at it.")
    )


@blueprint.post("/comments/<comment_id>/delete")
def comment_delete_sent(comment_id: str) -> ResponseReturnValue:
    """Take one's own comment back."""
    process, found = _found(comment_id)
    actions.delete_comment(current_session(), current_actor(), found)
    return _after(process, found, _("Your comment is deleted. Replies to it stay."))


@blueprint.post("/comments/<comment_id>/react")
@often_enough
def comment_react_sent(comment_id: str) -> ResponseReturnValue:
    """Give a reaction, or take it back."""
    process, found = _found(comment_id)
    actions.react(current_session(), current_actor(), process, found, request.form.get("kind", ""))
    return _after(process, found)


@blueprint.post("/comments/<comment_id>/<any(hide, show):verb>")
def comment_moderate_sent(comment_id: str, verb: str) -> ResponseReturnValue:
    """Hide a comment, or show it again; either settles the reports about it."""
    process, found = _found(comment_id)
    act = actions.hide_comment if verb == "hide" else actions.show_comment
    act(current_session(), current_actor(), process, found, request.form.get("reason", ""))
    words = _("The comment is hidden.") if verb == "hide" else _("The comment can be read by all.")
    return _after(process, found, words)
