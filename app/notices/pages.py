"""The pages of notices: the list, how one wants mail, and leaving by a link in a mail."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel.db.unit_session import undo
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_session, local_target
from app.kernel.http.csrf_and_headers import csrf_exempt
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.notices import actions, queries

blueprint = Blueprint("notices", __name__, template_folder="templates")


@blueprint.get("/notices")
def notices() -> str:
    """Show what one was told."""
    return _page()


def _page(errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), signed_in()
    only = request.args.get("unread") == "1"
    found = queries.notices(session, actor, unread=only, cursor=request.args.get("cursor"))
    mode, hour = queries.preference(session, actor.id)
    return render_template(
        "notices/notices.html", notices=found.items, next=found.next, only=only, mode=mode, hour=hour,
        errors=errors or {}, email=actor.email, refused=queries.mail_refused(session, actor.id),
    )  # fmt: skip


@blueprint.get("/notices/bell")
def bell() -> str:
    """Give the bell of the frame alone, with what is unread now."""
    actor = signed_in()
    return render_template("bell.html", me=actor, notices_unread=queries.unread_count(current_session(), actor))


@blueprint.post("/notices/<notice_id>/read")
def read(notice_id: str) -> Response:
    """Note that a notice was read and go where it leads."""
    notice = actions.mark_read(current_session(), signed_in(), notice_id)
    return redirect(local_target(notice.url, url_for("notices.notices")), 303)


@blueprint.post("/notices/read")
def read_all() -> Response:
    """Note that all were read."""
    actions.mark_all_read(current_session(), signed_in())
    flash(_("All notices are marked as read."), "success")
    return redirect(url_for("notices.notices"), 303)


@blueprint.post("/notices/mail")
def mail() -> Response | tuple[str, int]:
    """Set how one wants mail."""
    session, actor, said = current_session(), signed_in(), request.form.get("hour", "")
    hour = int(said) if said.isdecimal() and len(said) < 3 else -1
    try:
        actions.set_preference(session, actor, request.form.get("mode", ""), hour)
    except Invalid as error:
        undo(session)
        return _page(error.errors), 422
    flash(_("Noted. You get mail as you chose."), "success")
    return redirect(url_for("notices.notices") + "#mail", 303)


@blueprint.get("/unsubscribe/<token>")
def leaving(token: str) -> str:
    """Ask once; looking at the link changes nothing, for mail scanners look at links."""
    row = queries.by_token(current_session(), token)
    if row is None:
        raise NotFound(_("this link"))
    return render_template("notices/unsubscribe.html", token=token, done=row.mode == "off")


@blueprint.post("/unsubscribe/<token>")
@csrf_exempt
def leave(token: str) -> str:
    """Send no more mail; works without signing in, from the button of mail programs."""
    actions.unsubscribe(current_session(), token)
    return render_template("notices/unsubscribe.html", token=token, done=True)
