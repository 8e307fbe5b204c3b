"""Notices as mail: claimed in one transaction, sent outside any, given back where the mail server refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import update

from app.accounts.actions.mail import note_not_now, note_refused, note_taken
from app.accounts.queries import actor_for
from app.kernel import clock
from app.kernel.configured import settings_of
from app.kernel.database import Database
from app.kernel.mail import AddressRefused, Connection, Mail, MailRefused, ServerAway
from app.kernel.settings import Settings, secret_key
from app.kernel.unit import unit_of_work
from app.notices import actions, queries
from app.notices.tables import Notice

FOOT = "You get this mail because you take part in Stepwell. How you want mail: {base}/notices#mail"


@dataclass(frozen=True)
class Line:
    """One notice in a mail."""

    words: str
    url: str


def mail_to(post: Connection, database: Database, person_id: str, notice_ids: Sequence[str], *, digest: bool) -> bool:
    """Send one person those of these notices that they may still see and have not read; never an empty mail.

    Raises ServerAway, and MailRefused for what may go another time: the notices wait. An address that is refused for
    good is marked, and its notices wait until that is over.
    """
    settings = settings_of(database)
    with unit_of_work(database) as session:
        actor = actor_for(session, person_id)
        shown = queries.still_to_see(session, actor, notice_ids)
        claim = update(Notice).where(Notice.id.in_(notice_ids), Notice.mailed_at.is_(None))
        claimed = set(session.scalars(claim.values(mailed_at=clock.now()).returning(Notice.id)))
        lines = [Line(notice.words, notice.url) for notice in shown if notice.id in claimed]
        token = actions.unsubscribe_token(session, person_id, secret_key(settings)) if lines else ""
    if not lines or not actor.email:
        return False
    try:
        post.send(compose(settings, actor.email, actor.name, lines, token, digest=digest))
    except MailRefused as error:
        with unit_of_work(database) as session:
            session.execute(update(Notice).where(Notice.id.in_(claimed)).values(mailed_at=None))
            if isinstance(error, AddressRefused):
                note_refused(session, actor.email, str(error))
                return False
            if not isinstance(error, ServerAway):
                note_not_now(session, actor.email)
        raise
    with unit_of_work(database) as session:
        note_taken(session, actor.email)
    return True


def compose(settings: Settings, email: str, name: str, lines: Sequence[Line], token: str, *, digest: bool) -> Mail:
    """Write the mail, as text and as HTML, with the link that ends it."""
    base = settings.base_url.rstrip("/")
    leave = f"{base}/unsubscribe/{token}"
    many = f"{len(lines)} things that concern you"
    subject = many if digest and len(lines) > 1 else lines[0].words
    foot = FOOT.format(base=base)
    text = "\n\n".join(f"{line.words}\n{base}{line.url}" for line in lines)
    items = Markup("").join(
        Markup('<li><a href="{}{}">{}</a></li>').format(base, line.url, line.words) for line in lines
    )
    html = Markup("<p>Hello {},</p><ul>{}</ul><p>{}</p><p><a href='{}'>No more mail</a></p>").format(
        name, items, foot, leave
    )
    body = f"Hello {name},\n\n{text}\n\n--\n{foot}\nNo more mail: {leave}\n"
    return Mail(to=email, subject=subject[:150], text=body, html=str(html), name=name, unsubscribe=leave)
