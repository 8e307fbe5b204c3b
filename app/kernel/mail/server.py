"""Send mail by SMTP, over one connection for many mails."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.utils import parseaddr

from app.kernel.i18n import _
from app.kernel.mail.messages import POLICY, AddressRefused, Mail, MailRefused, ServerAway, compose, one_line, route
from app.kernel.observability.logs import log
from app.kernel.settings import Settings

SECONDS = 20.0
BROKEN_IN_A_ROW = 3


class Server:
    """A connection to the mail server, made anew where it broke, so that one mail does not keep others back."""

    def __init__(self, settings: Settings) -> None:
        """Connect to nothing yet."""
        self._settings, self._broken = settings, 0
        self._server: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Send one mail; raises AddressRefused, ServerAway or another MailRefused, after which others can be sent."""
        message, address = compose(self._settings, mail), route(mail.to)
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


def _verdict(code: int, words: bytes | str) -> MailRefused:
    said = _said(code, words)
    return AddressRefused(said) if 500 <= code < 600 else MailRefused(said)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    answer = f"{code} {one_line(text)}"[:279]
    return _("the mail server said {answer}", answer=answer)
