"""A way in for people who forgot their password: a link to the address that their account has, and to no other."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.actions.mail import note_refused, note_taken
from app.kernel.db.database import Database
from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import _, languages
from app.kernel.jobs import defer, task
from app.kernel.jobs.patience import until_saved
from app.kernel.mail import AddressRefused, Mail, send
from app.kernel.policy import SYSTEM
from app.kernel.settings import Settings
from app.sign_in.actions.passwords import new_link

LASTS = timedelta(hours=1)
LONGEST = 254


def can_mail_links(settings: Settings) -> bool:
    """Whether links can be mailed: by a mail server, with an address of ours that no request can make up."""
    return settings.mails_links


def ask_for_link(session: Session, email: str) -> None:
    """Order a link to be mailed to an account of this address; what is done is the same where there is none."""
    defer(session, "accounts.mail_link", {"email": email.strip().lower()[:LONGEST]})


@task("accounts.mail_link", manages_transactions=True)
def mail_link(database: Database, email: str) -> None:
    """Mail a link with which its owner chooses a new password; nothing where nobody signs in here with it."""
    settings = settings_of(database)
    if not can_mail_links(settings):
        return
    with unit_of_work(database) as session:
        person = queries.by_email(session, email)
        elsewhere = person is not None and person.password_hash is None and bool(settings.oidc_issuer)
        if person is None or not person.active or elsewhere:
            return
        name, secret = person.name, new_link(session, SYSTEM, person, LASTS)
        language = queries.language_written_to(session, person.id)
    with languages.speaking(language):
        mail = _letter(email, name, f"{settings.base_url.rstrip('/')}/welcome/{secret}")
    try:
        send(settings, mail)
    except AddressRefused as error:
        until_saved(partial(_note, database, email, str(error)))
    else:
        until_saved(partial(_note, database, email))


def _letter(email: str, name: str, link: str) -> Mail:
    """Write the mail in the language spoken now."""
    parts = (
        _("Hello {name},", name=name),
        _("somebody, we hope you, asked for a new password for Stepwell. Choose one here within an hour:"),
        link,
        _("If it was not you, do nothing: your password stays as it is."),
    )
    return Mail(to=email, name=name, subject=str(_("A new password")), text="\n\n".join(map(str, parts)) + "\n")


def _note(database: Database, email: str, refused: str | None = None) -> None:
    with unit_of_work(database) as session:
        if refused is None:
            note_taken(session, email)
        else:
            note_refused(session, email, refused)
