"""The tour: a strip over the real pages that follows one flag to what it saved; a list of links as well.

Where it stands is kept in the cookie of the browser: it can be left, taken up again, and goes along when one becomes
somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import version_by_id
from app.catalog.tables import Process
from app.demo.cast import address
from app.demo.marketing.people import VISITOR
from app.demo.marketing.stops import KEY, STOPS, Places
from app.demo.marketing.story.plots import SIGNATURE
from app.demo.pages.blueprint import blueprint, has_tour, the_demo
from app.demo.pages.people import TOUR, become
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor
from app.kernel.i18n import _
from app.kernel.rate_limits import from_where, limiter
from app.proposals.tables import Proposal
from app.rollout.queries import of_proposal
from app.sign_in.authenticate import open_to_all


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in the tour: the stop, the page it led to, whether they take it now."""

    stop: int
    page: str
    going: bool


def standing() -> Standing | None:
    """Say where this browser stands; None where it never took the tour."""
    kept: Any = cookie.get(TOUR)
    try:
        stop, page, going = kept
        return Standing(min(max(int(stop), 1), len(STOPS)), str(page), bool(going))
    except (TypeError, ValueError):
        return None


def strip() -> Markup | None:
    """Draw the strip while the tour is taken: what this stop shows, or the way back to it from another page."""
    now = standing()
    if now is None or not now.going or request.path.startswith("/demo/"):
        return None
    stop = STOPS[now.stop - 1]
    after = STOPS[now.stop] if now.stop < len(STOPS) else None
    shown = {"stop": stop, "n": now.stop, "all": len(STOPS), "after": after, "here": request.path == now.page}
    return Markup(render_template("demo/_strip.html", **shown))


@blueprint.get("/demo/tour")
@open_to_all
def tour() -> ResponseReturnValue:
    """List all stops, for who would rather read on or come back later."""
    if not has_tour(the_demo()):
        raise NotFound(_("what the tour shows"))
    now = standing()
    return render_template("demo/tour.html", stops=STOPS, at=now.stop if now else 0, follows=_may_follow())


@blueprint.post("/demo/tour")
@limiter.limit("120 per minute", key_func=from_where)
@open_to_all
def begin_sent() -> ResponseReturnValue:
    """Begin, or go on where it was left; who sees nothing of it (nobody yet, a partner) goes as the visitor."""
    session, now = the_demo(), standing()
    stop = request.form.get("stop", now.stop if now else 1, type=int)
    page = _go(session, stop)
    return redirect(page, 303) if _may_follow() else become(session, address(VISITOR), page)


@blueprint.get("/demo/tour/<int:stop>")
@open_to_all
def stop_at(stop: int) -> ResponseReturnValue:
    """Go to a stop, and remember that one stands there."""
    session = the_demo()
    if not 1 <= stop <= len(STOPS):
        raise NotFound(_("this stop of the tour"))
    if not _may_follow():
        return redirect("/demo/tour", 303)
    return redirect(_go(session, stop), 303)


@blueprint.post("/demo/tour/end")
@open_to_all
def end_sent() -> ResponseReturnValue:
    """Put the strip away; the tour can be taken up again from the menu."""
    the_demo()
    if (now := standing()) is not None:
        cookie[TOUR] = [now.stop, now.page, False]
        return redirect(now.page if _may_follow() else "/", 303)
    return redirect("/", 303)


def _may_follow() -> bool:
    return current_actor().is_internal


def _go(session: Session, stop: int) -> str:
    stop = min(max(stop, 1), len(STOPS))
    page = STOPS[stop - 1].at(_places(session))
    cookie[TOUR] = [stop, page.partition("?")[0], True]
    return page


def _places(session: Session) -> Places:
    found = session.scalar(
        select(Proposal.id)
        .join(Process, Process.id == Proposal.process_id)
        .where(Process.key == KEY, Proposal.title == SIGNATURE.title)
        .order_by(Proposal.id)
        .limit(1)
    )
    rollout = of_proposal(session, found) if found else None
    if found is None or rollout is None:
        raise NotFound(_("what the tour shows"))
    return Places(found, rollout.id, version_by_id(session, rollout.version_id).number)
