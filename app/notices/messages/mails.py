"""Notices as mail: claimed in one transaction, sent outside any, given back where the mail server refuses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup, escape
from sqlalchemy import update

from app.accounts.actions.mail import note_not_now, note_refused, note_taken
from app.accounts.queries import actor_for, language_written_to
from app.kernel.db.database import Database
from app.kernel.db.database_settings import settings_of, zone_of
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import _, languages, ngettext
from app.kernel.jobs.patience import until_saved
from app.kernel.mail import AddressRefused, Connection, Mail, MailRefused, ServerAway
from app.kernel.settings import Settings, secret_key
from app.kernel.times import clock
from app.notices import actions, queries
from app.notices.messages.lines import Line, cut, lines_of
from app.notices.tables import Notice

MOST = 50


def mail_to(post: Connection, database: Database, person_id: str, notice_ids: Sequence[str]) -> bool:
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
        mine = [notice for notice in shown if notice.id in claimed]
        language, left = language_written_to(session, person_id), max(0, len(mine) - MOST)
        with languages.speaking(language):
            lines = lines_of(session, mine[:MOST], zone_of(session, actor.zone))
        token = actions.unsubscribe_token(session, person_id, secret_key(settings)) if lines else ""
    if not lines or not actor.email:
        return False
    with languages.speaking(language):
        mail = compose(settings, actor.email, actor.name, lines, token, left)
    try:
        post.send(mail)
    except MailRefused as error:
        until_saved(partial(_give_back, database, claimed, actor.email, error))
        if isinstance(error, AddressRefused):
            return False
        raise
    until_saved(partial(_taken, database, actor.email))
    return True


def _give_back(database: Database, claimed: set[str], email: str, error: MailRefused) -> None:
    with unit_of_work(database) as session:
        session.execute(update(Notice).where(Notice.id.in_(claimed)).values(mailed_at=None))
        if isinstance(error, AddressRefused):
            note_refused(session, email, str(error))
        elif not isinstance(error, ServerAway):
            note_not_now(session, email)


def _taken(database: Database, email: str) -> None:
    with unit_of_work(database) as session:
        note_taken(session, email)


def compose(settings: Settings, email: str, name: str, lines: Sequence[Line], token: str, left: int) -> Mail:
    """Write the mail in the language spoken now, as text and as HTML, with the link that ends it.

    The subject leads with what it is about.
    `left` is how many notices have no line of their own.
    """
    base = settings.base_url.rstrip("/")
    listed = f"{base}/notices"
    leave = f"{base}/unsubscribe/{token}"
    subject, others = cut(lines[0].subject, 130), len(lines) + left - 1
    ways = f"{listed}#mail"
    foot = _("You get this mail because you take part in Stepwell. How you want mail: {url}", url=ways)
    linked = escape(foot).replace(escape(ways), Markup("<a href='{0}'>{0}</a>").format(ways))
    more = ngettext("{n} more: {url}", "{n} more: {url}", left, url=listed) if left else ""
    text = "\n\n".join([*(_as_text(line, base) for line in lines), *([str(more)] if more else [])])
    items = Markup("").join(_as_html(line, base) for line in lines)
    hello = _("Hello {name},", name=name)
    html = Markup(
        "<!doctype html><html lang='{}'><p>{}</p><ul>{}</ul><p>{}</p><p>{}</p><p><a href='{}'>{}</a></p></html>"
    ).format(languages.current(), hello, items, more, linked, leave, _("No more mail"))
    end = _("No more mail: {url}", url=leave)
    body = f"{hello}\n\n{text}\n\n--\n{foot}\n{end}\n"
    if others:
        subject = str(ngettext("{subject} (and {n} more)", "{subject} (and {n} more)", others, subject=subject))
    return Mail(to=email, subject=subject, text=body, html=str(html), name=name, unsubscribe=leave)


def _as_text(line: Line, base: str) -> str:
    where = _("In {place}", place=line.place) if line.place else ""
    said = [line.subject, where, f"> {line.quote}" if line.quote else ""]
    return "\n".join([*(str(one) for one in said if one), f"{base}{line.url}"])


def _as_html(line: Line, base: str) -> Markup:
    place = Markup("<br>{}").format(_("In {place}", place=line.place)) if line.place else ""
    quote = Markup('<blockquote dir="auto">{}</blockquote>').format(line.quote) if line.quote else ""
    link = Markup('<a href="{}{}">{}</a>').format(base, line.url, line.subject)
    return Markup('<li dir="auto">{}{}{}</li>').format(link, place, quote)
