"""Settings from a file and the environment, checked when Stepwell starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.kernel.atomic_files import made_once
from app.kernel.i18n import languages
from app.kernel.times import zones
from processes.places import listed

PREFIX = "STEPWELL_"
_SPOKEN = listed([*languages.LANGUAGES], ", ", "or")


class BadSettings(Exception):
    """A setting is missing or cannot be used; the text says which and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """All that an administrator can set; each field is `STEPWELL_<NAME>` in the environment."""

    data: Path = field(default=Path("var"), metadata={"about": "folder of the embedded database and the key"})
    database_url: str = field(default="", metadata={"about": "PostgreSQL URL; empty = SQLite in the data folder"})
    jobs: str = field(default="", metadata={"about": "embedded or procrastinate; empty = what fits the database"})
    work_in_server: bool = field(default=True, metadata={"about": "run background jobs inside the server, too"})
    base_url: str = field(
        default="", metadata={"about": "the address people use, for links in mails: without it no notices are mailed"}
    )
    organisation: str = field(default="Stepwell", metadata={"about": "shown in the top bar"})
    secret_key: str = field(default="", metadata={"about": "signs sessions; empty = made once in the data folder"})
    secrets_key: str = field(
        default="", metadata={"about": "seals the secrets of connectors; empty = made once in the data folder"}
    )
    secure_cookies: bool = field(default=False, metadata={"about": "on where people come by https"})
    proxies: int = field(default=0, metadata={"about": "how many reverse proxies stand before the server"})
    threads: int = field(default=64, metadata={"about": "requests and live streams served at once"})
    smtp_host: str = field(default="", metadata={"about": "mail server; empty = no mail is sent"})
    smtp_port: int = field(default=25, metadata={"about": "its port"})
    smtp_user: str = field(default="", metadata={"about": "its user"})
    smtp_password: str = field(default="", metadata={"about": "its password"})
    smtp_tls: bool = field(default=False, metadata={"about": "use STARTTLS"})
    mail_from: str = field(default="stepwell@localhost", metadata={"about": "sender of mails"})
    mail_folder: str = field(
        default="", metadata={"about": "keep mails as files in this folder instead of sending them, to try things out"}
    )
    oidc_issuer: str = field(default="", metadata={"about": "OpenID Connect issuer; empty = passwords only"})
    oidc_client_id: str = field(default="", metadata={"about": "client id at the issuer"})
    oidc_client_secret: str = field(default="", metadata={"about": "client secret at the issuer"})
    oidc_create_people: bool = field(default=False, metadata={"about": "make a worker of whoever signs in"})
    oidc_match_people: bool = field(
        default=False, metadata={"about": "people added beforehand come in by an address that the issuer has verified"}
    )
    time_zone: str = field(
        default="UTC", metadata={"about": "clock of the organisation, for who has no other, such as Europe/Berlin"}
    )
    language: str = field(
        default="en",
        metadata={"about": f"language of the organisation, for whose browser asks for no other: {_SPOKEN}"},
    )
    files: Path = field(default=Path(), metadata={"about": "folder of files sent with forms; empty = beside the data"})
    file_limit: int = field(default=10, metadata={"about": "how many MB one file may have"})
    case_files_limit: int = field(default=50, metadata={"about": "how many MB all files of one case may have"})
    guest_files: bool = field(default=False, metadata={"about": "take files from people without an account"})
    offline: bool = field(
        default=True, metadata={"about": "pages say what is kept where there is no network; off takes that away again"}
    )
    target_folders: str = field(
        default="",
        metadata={"about": "folders of this server in which git repositories may be that versions are delivered to"},
    )
    rate_limits: bool = field(default=True, metadata={"about": "off only for load tests"})
    log_format: str = field(default="text", metadata={"about": "text or json"})
    testing: bool = field(default=False, metadata={"about": "errors surface instead of becoming pages"})

    @property
    def url(self) -> str:
        """The database to open: the one that was set, or the embedded one in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'stepwell.db').resolve()}"

    @property
    def sends_mail(self) -> bool:
        """Whether mail goes anywhere: to a mail server, or into a folder."""
        return bool(self.smtp_host or self.mail_folder)

    @property
    def mails_links(self) -> bool:
        """Whether mail with links can be sent: it goes somewhere, and there is an address that links begin with."""
        return self.sends_mail and bool(self.base_url)

    @property
    def files_folder(self) -> Path:
        """The folder of files sent with forms: the one that was set, or one in the data folder."""
        return self.files if str(self.files) not in ("", ".") else self.data / "files"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is SQLite."""
        return self.url.startswith("sqlite")

    @property
    def jobs_adapter(self) -> str:
        """Which adapter runs background jobs."""
        return self.jobs or ("embedded" if self.is_embedded else "procrastinate")


def load(environ: Mapping[str, str] | None = None, file: Path | None = None, **given: Any) -> Settings:
    """Read settings: defaults, then the file's [stepwell] section, then the environment, then `given`.

    Raises BadSettings with one sentence per wrong setting.
    """
    environ = os.environ if environ is None else environ
    file = file or (Path(environ[f"{PREFIX}SETTINGS"]) if f"{PREFIX}SETTINGS" in environ else None)
    texts = _from_file(file) if file else {}
    texts |= {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    known = {f.name: f for f in fields(Settings)}
    values, wrong = {}, []
    for name, text in texts.items():
        if name not in known:
            continue
        try:
            values[name] = _read(text, known[name].default)
        except ValueError as error:
            wrong.append(f"Expected {PREFIX}{name.upper()} to be {error}, but it is {text!r}.")
    values |= {k: v for k, v in given.items() if v is not None}
    settings = Settings(**values)
    wrong += _problems(settings)
    if wrong:
        raise BadSettings("\n".join(wrong))
    return settings


def _from_file(file: Path) -> dict[str, str]:
    if not file.is_file():
        raise BadSettings(f"Expected to read settings from {file}, but it is not there. Check {PREFIX}SETTINGS.")
    parser = ConfigParser(interpolation=None)
    parser.read(file, encoding="utf-8")
    return dict(parser["stepwell"]) if parser.has_section("stepwell") else {}


def _read(text: str, default: Any) -> Any:
    if isinstance(default, bool):
        if text.lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
            raise ValueError("yes or no")
        return text.lower() in ("1", "true", "yes", "on")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise ValueError("a whole number") from error
    return Path(text) if isinstance(default, Path) else text


def _problems(settings: Settings) -> list[str]:
    found = []
    if settings.database_url and not settings.database_url.startswith(("postgresql", "postgres:", "sqlite:")):
        found.append("Expected STEPWELL_DATABASE_URL to begin with postgresql:// or sqlite://, but it does not.")
    if settings.jobs not in ("", "embedded", "procrastinate"):
        found.append("Expected STEPWELL_JOBS to be embedded or procrastinate. Leave it empty to choose by database.")
    if settings.jobs == "procrastinate" and settings.is_embedded:
        found.append("Expected a PostgreSQL database for STEPWELL_JOBS=procrastinate. Set STEPWELL_DATABASE_URL.")
    if settings.oidc_issuer and not settings.oidc_client_id:
        found.append("Expected STEPWELL_OIDC_CLIENT_ID beside STEPWELL_OIDC_ISSUER, but it is empty.")
    if settings.base_url and not settings.base_url.startswith(("https://", "http://")):
        found.append("Expected STEPWELL_BASE_URL to begin with https:// or http://, but it does not.")
    if not 0 <= settings.proxies <= 10:
        found.append("Expected STEPWELL_PROXIES to be the number of your reverse proxies, 0 for none.")
    if settings.time_zone and not zones.is_known(settings.time_zone):
        found.append("Expected STEPWELL_TIME_ZONE to be the name of a time zone, such as Europe/Berlin.")
    if not languages.is_known(settings.language):
        found.append(f"Expected STEPWELL_LANGUAGE to be one of {', '.join(languages.LANGUAGES)}.")
    if not 1 <= settings.file_limit <= settings.case_files_limit <= 10_000:
        found.append("Expected STEPWELL_FILE_LIMIT from 1 up to STEPWELL_CASE_FILES_LIMIT, and that up to 10000 MB.")
    if settings.threads < 4:
        found.append("Expected STEPWELL_THREADS to be at least 4, so that live streams leave room for pages.")
    if settings.log_format not in ("text", "json"):
        found.append("Expected STEPWELL_LOG_FORMAT to be text or json.")
    return found


def warnings(settings: Settings) -> list[str]:
    """Say what can be started with, but will not do what somebody who set it wants."""
    if settings.smtp_host and not settings.mails_links:
        return [
            "Expected STEPWELL_BASE_URL beside STEPWELL_SMTP_HOST, but it is empty: no notices and no links for "
            "passwords are mailed. Set it to the address people use, such as https://stepwell.example.org."
        ]
    return []


def secret_key(settings: Settings) -> str:
    """Give the key that signs sessions and links, making it once in the data folder where none is set."""
    if settings.secret_key:
        return settings.secret_key
    return kept_key(settings.data / "secret.key")


def kept_key(file: Path) -> str:
    """Give the key in a file, making it once where there is none; raises BadSettings where it is empty."""
    key = made_once(file, secrets.token_urlsafe(48))
    if not key.strip():
        raise BadSettings(
            f"Expected a key in {file}, but the file is empty. Put it back from a backup, or delete it: a new one "
            "is made, people sign in again, and secrets that were sealed with the old key are entered again."
        )
    return key
