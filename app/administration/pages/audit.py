"""What was done by whom: the audit log in words, and each entry as it stands in its chain."""

from __future__ import annotations

import orjson
from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import first_url, next_url
from app.administration import queries as lists
from app.administration.pages.frame import enter, show
from app.administration.policy import Administration
from app.kernel import audit, features
from app.kernel.errors import NotFound
from app.kernel.http.application import current_session, stepwell
from app.kernel.i18n import _


@blueprint.get("/admin/audit")
def admin_audit() -> ResponseReturnValue:
    """List the audit log, newest first, filtered by the address; `check=1` verifies the whole chain."""
    enter(Administration.VIEW_AUDIT)
    session, args = current_session(), request.args
    known = features.vocabulary(stepwell())
    who = queries.by_email(session, args.get("person", "")) if args.get("person") else None
    person_id = who.id if who else args.get("person", "")
    found = lists.audit_page(session, args.get("kind", ""), person_id, args.get("subject", ""), args.get("cursor"))
    return show(
        "audit", "audit.html", found=found, said=audit.tell(session, found.items, known), args=args,
        kinds=_kinds(known, args.get("kind", "")), first_url=first_url(), next_url=next_url(found.next),
        problems=list(audit.verify(session)) if args.get("check") else None,
    )  # fmt: skip


@blueprint.get("/admin/audit/<int:seq>")
def admin_audit_entry(seq: int) -> ResponseReturnValue:
    """Show one entry as it was written, with the hashes that chain it to its neighbours."""
    enter(Administration.VIEW_AUDIT)
    session = current_session()
    entry = session.get(audit.AuditEntry, seq)
    if entry is None:
        raise NotFound(_("this entry"))
    said = audit.tell(session, [entry], features.vocabulary(stepwell()))[0]
    body = orjson.dumps(entry.body, option=orjson.OPT_INDENT_2).decode()
    return show("audit", "audit_entry.html", entry=entry, said=said, body=body)


def _kinds(known: audit.Vocabulary, asked: str) -> list[tuple[str, str]]:
    """Give the kinds of entries to choose from, by their words; also one that was asked for by its beginning."""
    words = audit.in_general(known)
    others = [] if asked in ("", *words) else [(asked, asked)]
    return [*others, *sorted(words.items(), key=lambda kind: str(kind[1]).casefold())]
