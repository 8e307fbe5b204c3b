"""What is said about one step: beside the diagram, on the step's page, on the task page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.pages.base import back_to, blueprint, opened, window
from app.discussion.pages.pictures import came
from app.discussion.policy import often_enough
from app.discussion.tables import FLAG_KINDS, WASTES
from app.kernel.errors import Conflict, Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session, is_fragment, local_target
from app.kernel.i18n import _
from app.kernel.policy import Actor

STEP = "/processes/<key>/steps/<path:step_id>"


def part(session: Session, actor: Actor, process: Process, step_id: str, back: str, **more: Any) -> Markup:
    """Give the part of a page that shows what is said about a step: three statements."""
    flags = queries.flags_on_step(session, process.id, step_id, actor.id)
    threads = queries.on_step(session, actor, process, step_id, window())
    given: dict[str, Any] = {"errors": {}, "typed": {}, "compact": False, "why": None, "pictures": [], **more}
    return Markup(
        render_template(
            "discussion/_step.html", process=process, step_id=step_id, flags=flags, threads=threads, back=back,
            kinds=FLAG_KINDS, wastes=WASTES, **given,
        )
    )  # fmt: skip


@blueprint.get(f"{STEP}/discussion")
def step_discussion(key: str, step_id: str) -> ResponseReturnValue:
    """Show what is said about a step; for scripts, only the part of the page."""
    return shown(opened(key), step_id)


def shown(process: Process, step_id: str, error: StepwellError | None = None, **more: Any) -> ResponseReturnValue:
    """Show the part, as a page of its own or for scripts; with an error, beside what was typed."""
    session, actor = current_session(), current_actor()
    name = queries.step_name(session, process.id, step_id)
    own = url_for("discussion.step_discussion", key=process.key, step_id=step_id)
    back = local_target(request.args.get("back"), own)
    errors = error.errors if isinstance(error, Invalid) else {}
    typed = request.form if error else {}
    said = part(session, actor, process, step_id, back, errors=errors, typed=typed, **more)
    if is_fragment():
        return said
    return render_template("discussion/step.html", process=process, step_id=step_id, name=name, said=said,
                           errors=errors), 422 if error else 200  # fmt: skip


def _after(process: Process, step_id: str, anchor: str = "discussion", **more: Any) -> ResponseReturnValue:
    if is_fragment():
        return shown(process, step_id, **more)
    where = back_to(url_for("catalog.step", key=process.key, step_id=step_id))
    return redirect(f"{where}#{anchor}", 303)


@blueprint.post(f"{STEP}/comments")
@often_enough
def step_comment_sent(key: str, step_id: str) -> ResponseReturnValue:
    """Say something about a step, or answer."""
    process, sent = opened(key), request.form
    pictures = came(process)
    try:
        comment = actions.add_comment(
            current_session(), current_actor(), process, sent.get("text", ""), step_id=step_id,
            reply_to=sent.get("reply_to") or None, pictures=pictures.checked(),
        )  # fmt: skip
    except Invalid as error:
        return shown(process, step_id, error, pictures=pictures.again())
    return _after(process, step_id, f"comment-{comment.id}")


@blueprint.post(f"{STEP}/flags")
@often_enough
def step_flag_sent(key: str, step_id: str) -> ResponseReturnValue:
    """Flag a step with one tap, or take the flag back with a second."""
    process, kind = opened(key), request.form.get("kind", "")
    session, actor = current_session(), current_actor()
    mine = queries.flags_on_step(session, process.id, step_id, actor.id).mine
    if any(flag.kind == kind for flag in mine):
        actions.withdraw_flag(session, actor, process, step_id, kind)
        _say(_("You took back: {kind}.", kind=FLAG_KINDS[kind]))
        return _after(process, step_id)
    try:
        actions.raise_flag(session, actor, process, step_id, kind)
    except Conflict:
        return _after(process, step_id)
    _say(_("Noted: {kind}. Say why below, if you like.", kind=FLAG_KINDS[kind]))
    return _after(process, step_id, why=kind)


def _say(words: str) -> None:
    if not is_fragment():
        flash(words, "success")


@blueprint.post(f"{STEP}/flags/<kind>")
def step_flag_why_sent(key: str, step_id: str, kind: str) -> ResponseReturnValue:
    """Say why one flagged a step, or take the flag back."""
    process, sent = opened(key), request.form
    session, actor = current_session(), current_actor()
    if sent.get("do") == "withdraw":
        actions.withdraw_flag(session, actor, process, step_id, kind)
        return _after(process, step_id)
    try:
        actions.explain_flag(session, actor, process, step_id, kind, sent.get("reason", ""), sent.get("waste") or None)
    except Invalid as error:
        return shown(process, step_id, error, why=kind)
    return _after(process, step_id)
