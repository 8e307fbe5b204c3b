"""What variants and practices show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.slots import process_header
from app.kernel import policy
from app.kernel.policy import Actor
from app.practices.policy import Practices


@process_header.filled_by(order=30)
def family_links(session: Session, actor: Actor, *, process: Any, **_rest: Any) -> Markup | None:
    """Lead to the variants of a process, and to making one."""
    if not policy.allows(actor, Practices.VIEW_FAMILY, process):
        return None
    may_make = process.archived_at is None and policy.allows(actor, Practices.MAKE_VARIANT, process)
    return Markup(render_template("practices/_on_process.html", process=process, may_make=may_make))
