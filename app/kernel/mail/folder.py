"""Keep mails as files in place of sending them: the newest, for who tries Stepwell out without a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from app.kernel.atomic_files import written
from app.kernel.ids import new_id
from app.kernel.mail.messages import POLICY, Mail, compose, route
from app.kernel.settings import Settings
from app.kernel.times import clock

KEPT = 200
# As they are named below: what else is in the folder is somebody else's, and neither shown nor thrown away.
NAMED = f"{'[0-9]' * 20}-*.eml"


class Folder:
    """A folder with a file for each mail; the oldest go when there are too many."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._folder = settings, Path(settings.mail_folder)

    def send(self, mail: Mail) -> None:
        """Keep one mail; raises AddressRefused where none can be written to its address."""
        message, address = compose(self._settings, mail), route(mail.to)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = message.as_bytes(policy=POLICY.clone(utf8=not address.isascii()))
        with written(self._folder / f"{clock.now():%Y%m%d%H%M%S%f}-{new_id()}.eml") as part:
            part.write_bytes(content)
        for old in _files(self._folder)[KEPT:]:
            old.unlink(missing_ok=True)

    def close(self) -> None:
        """Have nothing to end."""


def kept(folder: Path) -> Iterator[tuple[str, EmailMessage]]:
    """Give the mails of a folder by their names, newest first; what is gone meanwhile is left out."""
    for file in _files(folder):
        if (message := _parsed(file)) is not None:
            yield file.stem, message


def read(folder: Path, name: str) -> EmailMessage | None:
    """Give one mail of a folder; None where there is none of this name."""
    file = next((one for one in _files(folder) if one.stem == name), None)
    return _parsed(file) if file else None


def _parsed(file: Path) -> EmailMessage | None:
    try:
        return BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    except FileNotFoundError:
        return None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(NAMED), reverse=True)
