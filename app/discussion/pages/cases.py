"""What is said about one case, on its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.queries import instance
from app.cases.slots import instance_panel, instance_story
from app.discussion import actions, queries
from app.discussion.pages.base import blueprint, window
from app.discussion.pages.pictures import came
from app.discussion.policy import Discussion, often_enough
from app.kernel import policy
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _, cut
from app.kernel.pages.markdown import to_plain
from app.kernel.policy import Actor
from processes.characters import one_line

MOST_QUOTED = 140


@instance_panel.filled_by(order=60)
def on_case(session: Session, actor: Actor, *, instance: Any, **_rest: Any) -> Markup | None:
    """Show what people say about a case, to whoever takes part in its process."""
    if not policy.allows(actor, Discussion.VIEW, instance.process):
        return None
    return _part(session, actor, instance)


@instance_story.filled_by(order=10)
def told_on_case(
    session: Session, actor: Actor, *, instance: Any, since: datetime | None, until: datetime | None
) -> list[dict[str, Any]] | None:
    """Tell in the story of a case what was said about it: one statement."""
    if not policy.allows(actor, Discussion.VIEW, instance.process):
        return None
    return [
        {"at": comment.created_at, "who": person.name, "words": _("wrote a comment"), "icon": "message-circle",
         "href": f"#comment-{comment.id}", "detail": cut(one_line(to_plain(comment.text)), MOST_QUOTED)}
        for comment, person in queries.told_of_instance(session, instance.id, since, until)
    ]  # fmt: skip


def _part(session: Session, actor: Actor, case: Any, **more: Any) -> Markup:
    threads = queries.on_instance(session, actor, case.process, case.id, window())
    given: dict[str, Any] = {"errors": {}, "typed": {}, "pictures": [], **more}
    return Markup(render_template("discussion/_case.html", case=case, threads=threads, **given))


@blueprint.post("/instances/<instance_id>/comments")
@often_enough
def case_comment_sent(instance_id: str) -> ResponseReturnValue:
    """Say something about a case, or answer; what was typed is kept where it is refused."""
    session, actor, sent = current_session(), current_actor(), request.form
    case = instance(session, actor, instance_id)
    if not policy.allows(actor, Discussion.VIEW, case.process):
        raise NotFound(_("this discussion"))
    pictures = came(case.process)
    try:
        comment = actions.add_comment(
            session, actor, case.process, sent.get("text", ""), instance_id=case.id,
            reply_to=sent.get("reply_to") or None, pictures=pictures.checked(),
        )  # fmt: skip
    except Invalid as error:
        said = _part(session, actor, case, errors=error.errors, typed=sent, pictures=pictures.again())
        return render_template("discussion/case.html", case=case, said=said, errors=error.errors), 422
    return redirect(f"{url_for('work.instance', instance_id=case.id)}#comment-{comment.id}", 303)
