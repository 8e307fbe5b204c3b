"""Mail: composed with its headers, then sent by SMTP, or kept in a folder where somebody only tries Stepwell out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from app.kernel.mail.folder import Folder
from app.kernel.mail.messages import AddressRefused, Mail, MailRefused, ServerAway, can_be_addressed, compose
from app.kernel.mail.server import Server
from app.kernel.settings import Settings

__all__ = [
    "AddressRefused", "Connection", "Mail", "MailRefused", "ServerAway", "can_be_addressed", "compose", "connection",
    "send",
]  # fmt: skip


class Connection(Protocol):
    """Where mails go, one after the other."""

    def send(self, mail: Mail) -> None:
        """Send one mail; raises AddressRefused, ServerAway or another MailRefused, after which others can be sent."""

    def close(self) -> None:
        """End it."""


def send(settings: Settings, mail: Mail) -> bool:
    """Send one mail, in a task that manages its transactions; False where mail goes nowhere, raises MailRefused."""
    if not settings.sends_mail:
        return False
    with connection(settings) as post:
        post.send(mail)
    return True


@contextmanager
def connection(settings: Settings) -> Iterator[Connection]:
    """Give a connection for any number of mails; it is made with the first."""
    post: Connection = Folder(settings) if settings.mail_folder else Server(settings)
    try:
        yield post
    finally:
        post.close()
