"""What waits for one's vote or signature, and what came of what one said: the part of proposals in the home page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.cases.measured.durations import duration
from app.cases.measured.effect import WentLive, effects
from app.cases.policy import sees_cases
from app.kernel.errors import StepwellError
from app.kernel.http.application import current_session, is_fragment
from app.kernel.i18n import _, joined, ngettext
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.pages import blueprint
from app.proposals.queries.waiting import MOST_COUNTED, NEXT, Waiting

MOST_SIGNING = 6


@home_parts.filled_by(order=20)
def to_decide(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Show the ballots that wait for the actor as cards, opened where the address says so."""
    found = queries.waiting(session, actor, request.args.get("ballot", ""))
    if not found.count:
        return None
    everything = (_("All that wait for you"), url_for("proposals.proposals", needs="me"))
    return HomePart("ballots", _("For you to decide"), Asks.TO_DECIDE, lambda first: queue(found, first), everything)


def queue(
    found: Waiting, is_first: bool = False, refused: StepwellError | None = None, typed: Mapping[str, str] | None = None
) -> Markup:
    """Draw the ballots that wait: what is left after a vote takes the place of what was there.

    `typed` is the reason that somebody gave with a vote that was refused, by its proposal.
    """
    n, closing = found.count, found.closing
    said: list[str] = [ngettext("{n} vote waits for you", "{n} votes wait for you", n)]
    said += [ngettext("{n} closes within a day", "{n} close within a day", closing)] if closing else []
    shown = {"waiting": found, "said": joined(", ", said) if n else "", "is_first": is_first, "refused": refused}
    page = render_template(
        "proposals/_ballots.html", typed=typed or {}, next_one=url_for("proposals.next_ballot"), **shown
    )
    return Markup(page)


@blueprint.get("/proposals/next-ballot")
def next_ballot() -> str | Response:
    """Show the ballots that wait with one of them opened: in place, or on the home page where no script asks."""
    actor, opened = signed_in(), request.args.get("ballot", NEXT)
    if not is_fragment():
        return redirect(url_for("web.home", ballot=opened, _anchor="ballots"), 303)
    return queue(queries.waiting(current_session(), actor, opened))


@home_parts.filled_by(order=19)
def to_sign(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Show what the actor may sign, what waits longest on top: one statement."""
    found = queries.to_sign(session, actor, MOST_COUNTED)
    if not found:
        return None
    everything = (_("All that wait for you"), url_for("proposals.proposals", needs="me"))
    title = ngettext("{n} change to approve", "{n} changes to approve", len(found))
    shown = found[:MOST_SIGNING]
    return HomePart(
        "signing",
        title,
        Asks.TO_DECIDE,
        lambda is_first: Markup(render_template("proposals/_signing.html", signing=shown, is_first=is_first)),
        everything,
    )


@home_parts.filled_by(order=20)
def what_came_of_it(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Say what came of what the actor proposed, flagged and said, and what it did to cases: two statements."""
    found = queries.came_of(session, actor)
    if not found:
        return None
    seen = [(one.version, one.process) for one in found if one.version and sees_cases(actor, one.process)]
    measured = effects(session, [WentLive(version.id, process.id, version.created_at) for version, process in seen])
    shown = {"came": found, "effects": measured, "duration": duration}
    return HomePart(
        "came-of-it",
        _("What came of what you said"),
        Asks.TO_READ,
        lambda _first: Markup(render_template("proposals/_came.html", **shown)),
    )


@home_parts.filled_by(order=22)
def at_risk(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Show who manages processes the votes in them that end soon and have too few voters: one statement."""
    if not actor.has("manager"):
        return None
    found = queries.at_risk(session, actor, clock.now())
    if not found:
        return None
    return HomePart(
        "at-risk",
        _("Votes with too few voters"),
        Asks.TO_SEE_TO,
        lambda _first: Markup(render_template("proposals/_at_risk.html", found=found)),
    )
