"""Whether a step is worth doing, asked where it is done: one tap, why, and the change that would help."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import actions, queries
from app.discussion.pages.base import blueprint, opened
from app.discussion.pages.step import STEP, shown
from app.discussion.policy import often_enough
from app.discussion.tables import FLAG_KINDS, PRAISE
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_actor, current_session, is_fragment, local_target
from app.kernel.i18n import _
from app.kernel.policy import Actor

# What somebody who flags a step so would propose: the trouble that the page of changes begins with, and its words.
REMEDIES = {
    "low_value": ("not_needed", _("Propose to take it out")),
    "bottleneck": ("slow", _("Propose to make it quicker")),
    "error_prone": ("errors", _("Propose what would go wrong less")),
}


def worth(
    session: Session, actor: Actor, process: Process, step_id: str, name: str, back: str, *, is_done: bool, why: str,
    error: Any = None, typed: str = "",
) -> Markup:  # fmt: skip
    """Draw the row of taps about one step, with the reason opened of the kind that `why` names: two statements.

    `error` says why what was typed as that reason was refused.
    """
    mine = queries.flags_of(session, process.id, step_id, actor.id)
    return Markup(
        render_template(
            "discussion/_worth.html", process=process, step_id=step_id, name=name, back=back, is_done=is_done,
            mine={flag.kind: flag for flag in mine}, counts=queries.flag_counts(session, process.id, step_id),
            why=why, kinds=FLAG_KINDS, remedies=REMEDIES, praise=PRAISE, error=error, typed=typed,
        )
    )  # fmt: skip


def _again(process: Process, step_id: str, why: str = "", **refused: Any) -> ResponseReturnValue:
    """Show the row as it is now: in its place, or without scripts on the page that one was on."""
    back = local_target(request.args.get("back"), url_for("catalog.step", key=process.key, step_id=step_id))
    if not is_fragment():
        joint = "&" if "?" in back else "?"
        return redirect(f"{back}{joint}why={why}#worth" if why else f"{back}#worth", 303)
    session = current_session()
    name = queries.step_name(session, process.id, step_id)
    given: dict[str, Any] = {"is_done": request.args.get("done") == "1", "why": why, **refused}
    return worth(session, current_actor(), process, step_id, name, back, **given)


@blueprint.post(f"{STEP}/worth")
@often_enough
def worth_said(key: str, step_id: str) -> ResponseReturnValue:
    """Say with one tap what one thinks of a step, or take it back with a second."""
    process, kind = opened(key), request.form.get("kind", "")
    session, actor = current_session(), current_actor()
    if any(flag.kind == kind for flag in queries.flags_of(session, process.id, step_id, actor.id)):
        actions.withdraw_flag(session, actor, process, step_id, kind)
        return _again(process, step_id)
    try:
        actions.raise_flag(session, actor, process, step_id, kind)
    except Conflict:
        return _again(process, step_id)
    return _again(process, step_id, kind)


@blueprint.post(f"{STEP}/worth/<kind>")
def worth_explained(key: str, step_id: str, kind: str) -> ResponseReturnValue:
    """Say why one thinks so; what is wasted there stays as it was said elsewhere."""
    process, session, actor = opened(key), current_session(), current_actor()
    mine = {flag.kind: flag for flag in queries.flags_of(session, process.id, step_id, actor.id)}
    waste = mine[kind].waste if kind in mine else None
    try:
        actions.explain_flag(session, actor, process, step_id, kind, request.form.get("reason", ""), waste)
    except Invalid as error:
        if is_fragment() and "reason" in error.errors:
            return _again(process, step_id, kind, error=error.errors["reason"], typed=request.form.get("reason", ""))
        return shown(process, step_id, error, why=kind)
    return _again(process, step_id)
