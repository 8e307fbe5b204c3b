"""A mail as a message: text and HTML, with the headers that keep machines from answering and let people leave."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from typing import cast
from urllib.parse import quote

from app.kernel.i18n import _
from app.kernel.settings import Settings
from app.kernel.times import clock

_URL = ":/?#[]@!$&'()*+,;=%~"
_WORD = r"[^@\s<>\",;:()\[\]\\]+"
_ADDRESS = re.compile(rf'(?:{_WORD}|"[^"\\<>]+")@(?:{_WORD}|\[[0-9A-Fa-f:.]+\])')


@dataclass(frozen=True)
class Mail:
    """A mail to one person; `unsubscribe` takes them off with one POST; the same `message_id` is the same mail."""

    to: str
    subject: str
    text: str
    html: str = ""
    name: str = ""
    unsubscribe: str = ""
    thread: str = ""
    message_id: str = ""


class MailRefused(Exception):
    """The mail server did not take the mail now; the text says why. Another time it may."""


class AddressRefused(MailRefused):
    """The mail server refuses this address for good (5xx), or none can be written to it: trying again is no use."""


class ServerAway(MailRefused):
    """There is no mail server to talk to, or it takes nothing from us: mail to others would fare the same."""


class _Plain(UniqueUnstructuredHeader):
    """A header for programs, on one line as it is: RFC 2369 and RFC 5322 know no encoded words in it."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """Write the header without folding or encoding."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


def _policy() -> EmailPolicy[EmailMessage]:
    known = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post", "references", "message-id"):
        known.map_to_type(name, cast("type[BaseHeader]", _Plain))
    return EmailPolicy(header_factory=known, linesep="\r\n")


POLICY = _policy()


def compose(settings: Settings, mail: Mail) -> EmailMessage:
    """Build the message with all its headers; line breaks in a name, subject or address cannot add others."""
    message = EmailMessage(policy=POLICY)
    name, sender = parseaddr(settings.mail_from)
    message["From"] = _mailbox(name or settings.organisation, sender)
    message["To"] = _mailbox(mail.name, route(mail.to))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(clock.now())
    domain = sender.partition("@")[2] or "localhost"
    message["Message-ID"] = f"<{_one_word(mail.message_id)}@{domain}>" if mail.message_id else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mail.thread:
        message["References"] = f"<{_one_word(mail.thread)}@stepwell>"
    if mail.unsubscribe.startswith(("https://", "http://")):
        message["List-Unsubscribe"] = f"<{_one_word(mail.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_sound(mail.text))
    if mail.html:
        message.add_alternative(_sound(mail.html), subtype="html")
    return message


def can_be_addressed(address: str) -> bool:
    """Whether an envelope can name this address: one mailbox, no hidden characters, a domain that can be looked up."""
    try:
        return bool(route(address)) and not any(unicodedata.category(c) in ("Cf", "Cs") for c in address)
    except AddressRefused:
        return False


def _mailbox(name: str, address: str) -> Address:
    user, __, domain = address.rpartition("@")
    return Address(one_line(name), username=user.strip('"'), domain=domain)


def route(address: str) -> str:
    """Give the address as the server is told it: a domain beyond ASCII as IDNA, what is no address refused."""
    user, __, domain = address.rpartition("@")
    if not _ADDRESS.fullmatch(address) or one_line(address) != address:
        raise AddressRefused(_("Expected an e-mail address, but {address} is none.", address=repr(address[:80])))
    try:
        return f"{user}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise AddressRefused(
            _("Expected an e-mail address, but {domain} is no domain.", domain=repr(domain[:80]))
        ) from error


def one_line(text: str) -> str:
    """Give text on one line, without what no header may hold."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in _sound(text))
    return " ".join("".join(kept).split())


def _one_word(text: str) -> str:
    return quote("".join(one_line(text).split()), safe=_URL)


def _sound(text: str) -> str:
    """Give text that can be encoded: half a character, as JSON can carry it, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()
