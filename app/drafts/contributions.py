"""What drafts add to the pages of the library: the way to check a file first, and those that one keeps."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.slots import library_drafts, library_loading
from app.catalog.tables import Process
from app.drafts import queries
from app.drafts.policy import Drafts
from app.kernel import policy
from app.kernel.policy import Actor


@library_loading.filled_by(order=10)
def check_first(session: Session, actor: Actor, *, process: Process | None) -> Markup | None:
    """Offer to look at a file before it is live."""
    if not policy.allows(actor, Drafts.KEEP):
        return None
    return Markup(render_template("drafts/_check_first.html", process=process))


@library_drafts.filled_by(order=10)
def kept(session: Session, actor: Actor) -> Markup | None:
    """List the reader's drafts: one statement."""
    if not policy.allows(actor, Drafts.KEEP):
        return None
    found = queries.mine(session, actor)
    return Markup(render_template("drafts/_mine.html", drafts=found)) if found else None
