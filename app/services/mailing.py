"""Carry out a step that sends mail: to whom it may go, and one mail to each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from app.kernel.mail import AddressRefused, Mail, MailRefused, ServerAway, connection
from app.kernel.settings import Settings
from app.services.outcomes import Again, Done, Outcome, Refused
from processes.engine import EngineError, templates

MOST = 20
LONGEST = 50_000
_ADDRESS = re.compile(r"[^\s@,;<>\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}")


class BadMail(Exception):
    """The mail cannot be sent as the model says; the text says why."""


def recipients(settings: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Give the addresses that a step writes to, in small letters; raises BadMail."""
    try:
        said = templates.render(settings["to"], data)
    except EngineError as error:
        raise BadMail(str(error)) from error
    pieces = said if isinstance(said, list) else re.split(r"[,;\s]+", str(said or ""))
    found = list(dict.fromkeys(str(piece).strip().lower() for piece in pieces if str(piece).strip()))
    wrong = [address for address in found if not _ADDRESS.fullmatch(address)]
    if wrong or not found or len(found) > MOST:
        raise BadMail(
            f"Expected one to {MOST} e-mail addresses, but “{(wrong or ['nothing'])[0][:80]}” is none."
            if wrong or not found
            else f"Expected at most {MOST} e-mail addresses, but these are {len(found)}."
        )
    return found


def allowed(addresses: Collection[str], known: Collection[str], domains: Collection[str]) -> list[str]:
    """Give the addresses that the mail policy does not let processes write to."""
    return [a for a in addresses if a not in known and a.rpartition("@")[2] not in domains]


def post(
    settings: Settings, wanted: Mapping[str, Any], data: Mapping[str, Any], to: list[str], key: str, sent: set[str]
) -> Outcome:
    """Send a mail to each address that has none yet (noted in `sent`), each with an id that stays the same."""
    if not settings.smtp_host:
        return Refused("Expected a mail server, but none is set. Set STEPWELL_SMTP_HOST, then try again.")
    try:
        subject, text, html = (
            str(templates.render(wanted.get(n, ""), data) or "") for n in ("subject", "text", "html")
        )
    except EngineError as error:
        return Refused(str(error))
    if len(text) + len(html) > LONGEST:
        return Refused(f"Expected a mail of at most {LONGEST:,} characters, but this is longer.")
    mails = [
        Mail(address, subject[:500], text or _plain(html), html, message_id=f"{key}.{number}")
        for number, address in enumerate(to)
        if address not in sent
    ]
    failed = _each(settings, mails, sent)
    return failed or Done(f"Sent to {len(to)} {'person' if len(to) == 1 else 'people'}.")


def _each(settings: Settings, mails: list[Mail], sent: set[str]) -> Outcome | None:
    """Send each mail, whatever becomes of the others; what is to be tried again goes before what is refused."""
    again = refused = None
    with connection(settings) as post:
        for mail in mails:
            try:
                post.send(mail)
                sent.add(mail.to)
            except AddressRefused as error:
                refused = refused or Refused(f"Expected the mail to {mail.to} to be taken, but: {error}")
            except ServerAway as error:
                return Again(str(error))
            except MailRefused as error:
                again = Again(f"Expected the mail to {mail.to} to be taken, but: {error}")
            except ValueError as error:
                return Refused(f"Expected a mail that can be sent, but: {error}")
    return again or refused


def _text(template: Any, data: Mapping[str, Any]) -> str:
    return str(templates.render(template, data) or "")


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()
