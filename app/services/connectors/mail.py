"""Carry out a step that sends mail: to whom it may go, and one mail to each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.i18n import _, ngettext, sentences
from app.kernel.mail import AddressRefused, Mail, MailRefused, ServerAway, connection
from app.kernel.settings import Settings
from app.services.outcomes import Again, Done, Outcome, Refused, said
from processes.engine import EngineError
from processes.expressions import templates

MOST = 20
LONGEST = 50_000
_ADDRESS = re.compile(r"[^\s@,;<>\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass
class Delivery:
    """To whom a mail of a step went so far, and which addresses the mail server refuses for good, with its words."""

    sent: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


class BadMail(Exception):
    """The mail cannot be sent as the model says; the text says why."""


def recipients(settings: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Give the addresses that a step writes to, in small letters; raises BadMail."""
    try:
        to = templates.render(settings["to"], data)
    except EngineError as error:
        raise BadMail(said(error)) from error
    pieces = to if isinstance(to, list) else re.split(r"[,;\s]+", str(to or ""))
    found = list(dict.fromkeys(str(piece).strip().lower() for piece in pieces if str(piece).strip()))
    wrong = [address for address in found if not _ADDRESS.fullmatch(address)]
    if wrong or not found or len(found) > MOST:
        raise BadMail(
            _(
                "Expected one to {most} e-mail addresses, but “{given}” is none.",
                most=MOST,
                given=wrong[0][:80] if wrong else _("nothing"),
            )
            if wrong or not found
            else _("Expected at most {most} e-mail addresses, but these are {n}.", most=MOST, n=len(found))
        )
    return found


def allowed(addresses: Collection[str], known: Collection[str], domains: Collection[str]) -> list[str]:
    """Give the addresses that the mail policy does not let processes write to."""
    return [a for a in addresses if a not in known and a.rpartition("@")[2] not in domains]


def post(
    settings: Settings, wanted: Mapping[str, Any], data: Mapping[str, Any], to: list[str], key: str, delivery: Delivery
) -> Outcome:
    """Send a mail to each address that has none yet and is not refused, each with an id that stays the same.

    What becomes of each address is noted in `delivery`.
    """
    if not settings.sends_mail:
        return Refused(_("Expected a mail server, but none is set. Set STEPWELL_SMTP_HOST, then try again."))
    try:
        subject, text, html = (
            str(templates.render(wanted.get(n, ""), data) or "") for n in ("subject", "text", "html")
        )
    except EngineError as error:
        return Refused(said(error))
    if len(text) + len(html) > LONGEST:
        return Refused(_("Expected a mail of at most {most} characters, but this is longer.", most=LONGEST))
    mails = [
        Mail(address, subject[:500], text or _plain(html), html, message_id=f"{key}.{number}")
        for number, address in enumerate(to)
        if address not in delivery.sent and address not in delivery.refused
    ]
    failed = _each(settings, mails, delivery) or _refused(delivery)
    return failed or Done(ngettext("Sent to {n} person.", "Sent to {n} people.", len(to)))


def _each(settings: Settings, mails: list[Mail], delivery: Delivery) -> Outcome | None:
    """Send each mail, whatever becomes of the others; what is to be tried again goes before what is refused."""
    again = None
    if not mails:
        return None
    with connection(settings) as post:
        for mail in mails:
            try:
                post.send(mail)
                delivery.sent.add(mail.to)
            except AddressRefused as error:
                delivery.refused[mail.to] = said(error)
            except ServerAway as error:
                return Again(said(error))
            except MailRefused as error:
                again = Again(
                    _("Expected the mail to {address} to be taken, but: {error}", address=mail.to, error=said(error))
                )
            except ValueError as error:
                return Refused(_("Expected a mail that can be sent, but: {error}", error=said(error)))
    return again


def _refused(delivery: Delivery) -> Outcome | None:
    if not delivery.refused:
        return None
    refusals = [
        _(
            "Expected the mail to {address} to be taken, but the mail server refuses this address for good: {why}",
            address=address,
            why=why,
        )
        for address, why in sorted(delivery.refused.items())
    ]
    return Refused(
        sentences(
            *refusals,
            _(
                "Correct the address, or have it tried again on the person’s page, then try this step again; nobody "
                "who has the mail gets it twice."
            ),
        )
    )


def _text(template: Any, data: Mapping[str, Any]) -> str:
    return str(templates.render(template, data) or "")


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()
