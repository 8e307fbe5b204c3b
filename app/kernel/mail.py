"""Send mail by SMTP: text and HTML, with the headers that keep machines from answering and let people leave."""

from __future__ import annotations

import re
import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from typing import cast
from urllib.parse import quote

from app.kernel.i18n import _
from app.kernel.observability.logs import log
from app.kernel.settings import Settings
from app.kernel.times import clock

SECONDS = 20.0
BROKEN_IN_A_ROW = 3
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


def send(settings: Settings, mail: Mail) -> bool:
    """Send one mail, in a task that manages its transactions; False where no mail server is set, raises MailRefused."""
    if not settings.smtp_host:
        return False
    with connection(settings) as post:
        post.send(mail)
    return True


@contextmanager
def connection(settings: Settings) -> Iterator[Connection]:
    """Give a connection to the mail server for any number of mails; it is made with the first."""
    post = Connection(settings)
    try:
        yield post
    finally:
        post.close()


class Connection:
    """A connection to the mail server, made anew where it broke, so that one mail does not keep others back."""

    def __init__(self, settings: Settings) -> None:
        """Connect to nothing yet."""
        self._settings, self._broken = settings, 0
        self._server: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Send one mail; raises AddressRefused, ServerAway or another MailRefused, after which others can be sent."""
        message, address = compose(self._settings, mail), _route(mail.to)
        server, utf8 = self._open(), not address.isascii()
        if utf8 and not server.has_extn("smtputf8"):
            raise AddressRefused(
                _(
                    "Expected an address that the mail server can write to, but {address} has letters beyond a to z "
                    "before the @, and the server takes no such address (SMTPUTF8).",
                    address=repr(address),
                )
            )
        options = ("SMTPUTF8", "BODY=8BITMIME") if utf8 else ()
        try:
            content = message.as_bytes(policy=POLICY.clone(utf8=utf8))
            server.sendmail(parseaddr(self._settings.mail_from)[1], [address], content, options)
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPSenderRefused as error:
            raise self._away(_said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            self._broken += 1
            if self._broken >= BROKEN_IN_A_ROW:
                raise self._away(str(error)) from error
            raise MailRefused(_("Expected the mail server to answer, but: {why}.", why=str(error))) from error
        self._broken = 0
        log.info("mail_sent", count=1)

    def close(self) -> None:
        """Say good-bye to the mail server, if it still listens."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit() if self._server.sock else self._server.close()
        self._server = None

    def _open(self) -> smtplib.SMTP:
        if self._server is not None and self._server.sock is not None:
            return self._server
        settings = self._settings
        try:
            self._server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
            self._server.ehlo_or_helo_if_needed()
            if settings.smtp_tls:
                self._server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                self._server.login(settings.smtp_user, settings.smtp_password)
            self._server.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise self._away(str(error)) from error
        return self._server

    def _away(self, why: str) -> ServerAway:
        where = f"{self._settings.smtp_host}:{self._settings.smtp_port}"
        return ServerAway(
            _(
                "Expected the mail server at {where} to take the mail, but: {why}. "
                "Check STEPWELL_SMTP_HOST and the settings beside it.",
                where=where,
                why=why,
            )
        )


def compose(settings: Settings, mail: Mail) -> EmailMessage:
    """Build the message with all its headers; line breaks in a name, subject or address cannot add others."""
    message = EmailMessage(policy=POLICY)
    name, sender = parseaddr(settings.mail_from)
    message["From"] = _mailbox(name or settings.organisation, sender)
    message["To"] = _mailbox(mail.name, _route(mail.to))
    message["Subject"] = _one_line(mail.subject)
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
        return bool(_route(address)) and not any(unicodedata.category(c) in ("Cf", "Cs") for c in address)
    except AddressRefused:
        return False


def _verdict(code: int, words: bytes | str) -> MailRefused:
    said = _said(code, words)
    return AddressRefused(said) if 500 <= code < 600 else MailRefused(said)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    answer = f"{code} {_one_line(text)}"[:279]
    return _("the mail server said {answer}", answer=answer)


def _mailbox(name: str, address: str) -> Address:
    user, __, domain = address.rpartition("@")
    return Address(_one_line(name), username=user.strip('"'), domain=domain)


def _route(address: str) -> str:
    """Give the address as the server is told it: a domain beyond ASCII as IDNA, what is no address refused."""
    user, __, domain = address.rpartition("@")
    if not _ADDRESS.fullmatch(address) or _one_line(address) != address:
        raise AddressRefused(_("Expected an e-mail address, but {address} is none.", address=repr(address[:80])))
    try:
        return f"{user}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise AddressRefused(
            _("Expected an e-mail address, but {domain} is no domain.", domain=repr(domain[:80]))
        ) from error


def _one_line(text: str) -> str:
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in _sound(text))
    return " ".join("".join(kept).split())


def _one_word(text: str) -> str:
    return quote("".join(_one_line(text).split()), safe=_URL)


def _sound(text: str) -> str:
    """Give text that can be encoded: half a character, as JSON can carry it, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()
