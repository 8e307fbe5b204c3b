"""The tour: a strip over the real pages that follows the stories of the cases; a list of links as well.

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
from sqlalchemy.orm import Session

from app.demo.cast import address
from app.demo.pages.blueprint import blueprint, cases, stops, the_demo
from app.demo.pages.people import TOUR, become
from app.demo.stops import Stop
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor
from app.kernel.i18n import _
from app.kernel.rate_limits import from_where, limiter
from app.sign_in.authenticate import open_to_all


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in the tour: the stop, the page it led to, whether they take it now."""

    stop: int
    page: str
    going: bool


def standing(there: int) -> Standing | None:
    """Say where this browser stands among so many stops; None where it never took the tour."""
    kept: Any = cookie.get(TOUR)
    try:
        stop, page, going = kept
        return Standing(min(max(int(stop), 1), there), str(page), bool(going)) if there else None
    except (TypeError, ValueError):
        return None


def strip(session: Session) -> Markup | None:
    """Draw the strip while the tour is taken: what this stop shows, or the way back to it from another page."""
    if TOUR not in cookie or request.path.startswith("/demo/"):
        return None
    there = stops(session)
    now = standing(len(there))
    if now is None or not now.going:
        return None
    after = there[now.stop] if now.stop < len(there) else None
    shown = {"stop": there[now.stop - 1], "n": now.stop, "all": len(there), "after": after}
    return Markup(render_template("demo/_strip.html", **shown, here=request.path == now.page))


@blueprint.get("/demo/tour")
@open_to_all
def tour() -> ResponseReturnValue:
    """List all stops, for who would rather read on or come back later."""
    session = the_demo()
    now = standing(len(_stops(session)))
    told = cases(session)
    return render_template(
        "demo/tour.html", cases=told, guide=told[0].guide, at=now.stop if now else 0, follows=_may_follow()
    )


@blueprint.post("/demo/tour")
@limiter.limit("120 per minute", key_func=from_where)
@open_to_all
def begin_sent() -> ResponseReturnValue:
    """Begin, or go on where it was left; who sees nothing of it (nobody yet, a partner) goes as who guides it."""
    session = the_demo()
    now = standing(len(_stops(session)))
    page = _go(session, request.form.get("stop", now.stop if now else 1, type=int))
    return redirect(page, 303) if _may_follow() else become(session, address(cases(session)[0].guide), page)


@blueprint.get("/demo/tour/<int:stop>")
@open_to_all
def stop_at(stop: int) -> ResponseReturnValue:
    """Go to a stop, and remember that one stands there."""
    session = the_demo()
    if not 1 <= stop <= len(_stops(session)):
        raise NotFound(_("this stop of the tour"))
    if not _may_follow():
        return redirect("/demo/tour", 303)
    return redirect(_go(session, stop), 303)


@blueprint.post("/demo/tour/end")
@open_to_all
def end_sent() -> ResponseReturnValue:
    """Put the strip away; the tour can be taken up again from the menu."""
    if (now := standing(len(stops(the_demo())))) is not None:
        cookie[TOUR] = [now.stop, now.page, False]
        return redirect(now.page if _may_follow() else "/", 303)
    return redirect("/", 303)


def _may_follow() -> bool:
    return current_actor().is_internal


def _stops(session: Session) -> tuple[Stop, ...]:
    if not (there := stops(session)):
        raise NotFound(_("what the tour shows"))
    return there


def _go(session: Session, stop: int) -> str:
    there = _stops(session)
    stop = min(max(stop, 1), len(there))
    page = there[stop - 1].at(session)
    cookie[TOUR] = [stop, page.partition("?")[0], True]
    return page
