"""What was done by whom: the audit log, as it stands in its chain."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.pages.admin.frame import enter, show
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import first_url, next_url
from app.accounts.policy import Accounts
from app.accounts.queries import lists
from app.kernel import audit
from app.kernel.web import current_session


@blueprint.get("/admin/audit")
def admin_audit() -> ResponseReturnValue:
    """List the audit log, newest first, filtered by the address; `check=1` verifies the whole chain."""
    enter(Accounts.VIEW_AUDIT)
    session, args = current_session(), request.args
    who = queries.by_email(session, args.get("person", "")) if args.get("person") else None
    person_id = who.id if who else args.get("person", "")
    found = lists.audit_page(session, args.get("kind", ""), person_id, args.get("subject", ""), args.get("cursor"))
    named = {e.actor_id for e in found.items} | {e.subject.removeprefix("person:") for e in found.items}
    return show(
        "audit", "audit.html", found=found, people=queries.people(session, named), args=args,
        problems=list(audit.verify(session)) if args.get("check") else None,
        next_url=next_url(found.next), first_url=first_url(),
    )  # fmt: skip
