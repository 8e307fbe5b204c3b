"""What is said about one case, on its page."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.queries import instance
from app.cases.slots import instance_panel
from app.discussion import actions, queries
from app.discussion.pages.base import blueprint, window
from app.discussion.policy import Discussion, often_enough
from app.kernel import policy
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.policy import Actor


@instance_panel.filled_by(order=60)
def on_case(session: Session, actor: Actor, *, instance: Any, **_rest: Any) -> Markup | None:
    """Show what people say about a case, to whoever takes part in its process."""
    if not policy.allows(actor, Discussion.VIEW, instance.process):
        return None
    return _part(session, actor, instance)


def _part(session: Session, actor: Actor, case: Any, **more: Any) -> Markup:
    threads = queries.on_instance(session, actor, case.process, case.id, window())
    given: dict[str, Any] = {"errors": {}, "typed": {}, **more}
    return Markup(render_template("discussion/_case.html", case=case, threads=threads, **given))


@blueprint.post("/instances/<instance_id>/comments")
@often_enough
def case_comment_sent(instance_id: str) -> ResponseReturnValue:
    """Say something about a case, or answer; what was typed is kept where it is refused."""
    session, actor, sent = current_session(), current_actor(), request.form
    case = instance(session, actor, instance_id)
    if not policy.allows(actor, Discussion.VIEW, case.process):
        raise NotFound(_("this discussion"))
    try:
        comment = actions.add_comment(
            session, actor, case.process, sent.get("text", ""), instance_id=case.id,
            reply_to=sent.get("reply_to") or None,
        )  # fmt: skip
    except Invalid as error:
        said = _part(session, actor, case, errors=error.errors, typed=sent)
        return render_template("discussion/case.html", case=case, said=said, errors=error.errors), 422
    return redirect(f"{url_for('work.instance', instance_id=case.id)}#comment-{comment.id}", 303)
