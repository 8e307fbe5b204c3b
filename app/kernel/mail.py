"""Send mail by SMTP: text and HTML, with the headers that keep machines from answering and let people leave."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

from app.kernel import clock
from app.kernel.logs import log
from app.kernel.settings import Settings

SECONDS = 20.0


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
    """The mail server did not take the mail; the text says why."""


def send(settings: Settings, mail: Mail) -> bool:
    """Send one mail; False where no mail server is set. Raises MailRefused; use it in a task with its own units."""
    return send_all(settings, [mail]) == 1


def send_all(settings: Settings, mails: list[Mail]) -> int:
    """Send mails over one connection and give how many went; 0 where no mail server is set."""
    if not settings.smtp_host or not mails:
        return 0
    try:
        with _connection(settings) as server:
            for mail in mails:
                server.send_message(compose(settings, mail))
    except (smtplib.SMTPException, OSError) as error:
        raise MailRefused(
            f"Expected the mail server at {settings.smtp_host}:{settings.smtp_port} to take the mail, but: {error}. "
            "Check STEPWELL_SMTP_HOST and the settings beside it."
        ) from error
    log.info("mail_sent", count=len(mails))
    return len(mails)


def compose(settings: Settings, mail: Mail) -> EmailMessage:
    """Build the message with all its headers; line breaks in a name or subject cannot add others."""
    message = EmailMessage()
    sender = parseaddr(settings.mail_from)
    message["From"] = formataddr((sender[0] or settings.organisation, sender[1]))
    message["To"] = formataddr((_one_line(mail.name), _one_line(mail.to)))
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(clock.now())
    domain = sender[1].partition("@")[2] or "localhost"
    message["Message-ID"] = f"<{_one_line(mail.message_id)}@{domain}>" if mail.message_id else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mail.thread:
        message["References"] = f"<{_one_line(mail.thread)}@stepwell>"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{_one_line(mail.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


@contextmanager
def _connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS) as server:
        if settings.smtp_tls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        yield server
