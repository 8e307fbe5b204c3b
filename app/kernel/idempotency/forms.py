"""A form that is sent twice takes effect once: the second answer leads where the first one led, with its messages.

Every form carries a random value that is made when its page is drawn; nothing is written then. When a post that carries
it has taken effect, the last statement of the same unit of work notes what was sent and where the answer led. The same
content sent again meets the note and is undone. Other content from the same page is another wish, and counts as the
last from then on, so that a page somebody went back to works as it did.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, redirect, request
from flask import session as cookie
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel.db.database import Database, run
from app.kernel.db.outages import Outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.idempotency.content import form_content
from app.kernel.idempotency.tables import SentForm
from app.kernel.policy import Actor
from app.kernel.times import clock

FIELD = "_once"
OWN = frozenset({"csrf", FIELD})
LONGEST_VALUE = 64
LONGEST_LOCATION = 2_000
MOST_WORDS = 4_000
FORMS: Any = SentForm.__table__
_FIND = select(FORMS.c.location, FORMS.c.messages).where(
    FORMS.c.id == bindparam("form"), FORMS.c.content == bindparam("sent")
)
Message = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """A form of one page as it came: which one, what it said, and the messages that waited in the browser before."""

    id: str
    content: str
    before: tuple[Message, ...]


def page_value() -> str:
    """Give the value that the forms of the page being drawn carry, made on first use."""
    if "once" not in g:
        g.once = secrets.token_urlsafe(12)
    return str(g.once)


def came(actor: Actor) -> None:
    """Look at the form of this request, once; one without a value of its page is nothing to note."""
    if "sent_form" in g:
        return
    value, secret, g.sent_form = request.form.get(FIELD, ""), cookie.get("csrf", ""), None
    if value and secret and len(value) <= LONGEST_VALUE:
        which = "\0".join((secret, actor.id, request.full_path, value))
        g.sent_form = Sent(hashlib.sha256(which.encode("utf-8", "replace")).hexdigest(), form_content(OWN), _messages())


def keep(session: Session, actor: Actor, answer: Response) -> None:
    """Note in the unit of work of an answer that its form took effect; raises Conflict where it had before."""
    if _leads_on(answer):
        session.flush()
        _note(session, answer)


def after(database: Database, actor: Actor, act: Callable[[], Response]) -> Response:
    """Act in units of work of its own, and note in one after them that the form took effect, unless it had before.

    Where the database fails by then, the answer still says what was done; sent again, the form is another wish.
    """
    came(actor)
    earlier = answered(database)
    if earlier is not None:
        return earlier
    answer = act()
    with suppress(Outage):
        if not _leads_on(answer):
            return answered(database) or answer
        with unit_of_work(database) as session:
            _note(session, answer)
    return answer


def _leads_on(answer: Response) -> bool:
    """Whether the answer is to be noted: one that leads on within the site.

    Pages are not: they may show a secret, this once. Nor is what signs in or out, for its answer is a cookie.
    """
    location = answer.location or ""
    if g.sent_form is None or failed(answer) or "Set-Cookie" in answer.headers:
        return False
    return location.startswith("/") and len(location) <= LONGEST_LOCATION


def _note(session: Session, answer: Response) -> None:
    said = _messages()
    values = {
        "id": g.sent_form.id, "content": g.sent_form.content, "location": answer.location, "at": clock.now(),
        "messages": said if sum(len(words) for _, words in said) <= MOST_WORDS else [],
    }  # fmt: skip
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(FORMS)
    newer = {name: insert.excluded[name] for name in ("content", "location", "messages", "at")}
    noted = insert.on_conflict_do_update(
        index_elements=[FORMS.c.id], set_=newer, where=FORMS.c.content != insert.excluded.content
    ).returning(FORMS.c.id)
    if run(session, noted, values).first() is None:
        raise Conflict(
            "SENT_TWICE",
            _("Expected this form once, but it came twice. It was done once; reload the page."),
            for_people=_("This was sent twice, and done once. Load the page again and look."),
        )


def failed(answer: Response) -> bool:
    """Whether the form of this request took no effect: an error, or a page that says one."""
    if answer.status_code >= 400:
        return True
    sent: Sent | None = g.get("sent_form")
    return sent is not None and any(tone == "error" for tone, _ in _messages()[len(sent.before) :])


def answered(database: Database) -> Response | None:
    """Give the answer of the first time where the same form took effect before with the same content."""
    sent: Sent | None = g.get("sent_form")
    if sent is None:
        return None
    with unit_of_work(database, readonly=True) as session:
        found = run(session, _FIND, {"form": sent.id, "sent": sent.content}).one_or_none()
    if found is None:
        return None
    cookie["_flashes"] = [(tone, words) for tone, words in found.messages]
    return current_app.make_response(redirect(found.location, 303))


def _messages() -> tuple[Message, ...]:
    return tuple((tone, str(words)) for tone, words in cookie.get("_flashes", ()))
