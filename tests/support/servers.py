"""Real servers on loopback: Stepwell itself under gunicorn, a mail server, an HTTP target."""

from __future__ import annotations

import asyncio
import email
import email.policy
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.awaiting import BOUND, answers, until
from tests.support.ports import HOST, free_port
from tests.support.serving import serving

SERVING = ("serve", "demo")
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


def stepwell(*arguments: str, data: Path, database_url: str = "", **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the `stepwell` command on a data folder and give what it printed; fails with its words."""
    command = [*COMMAND, *arguments, "--data", str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(database_url), timeout=360, **more
    )
    assert done.returncode == 0, f"stepwell {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}"
    return done


def environment(database_url: str = "", extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment for a process of Stepwell: nobody's settings but these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STEPWELL_")}
    chosen = {"STEPWELL_DATABASE_URL": database_url} if database_url else {}
    return {**kept, "PYTHONUNBUFFERED": "1", "STEPWELL_RATE_LIMITS": "off", **chosen, **(extra or {})}


@dataclass
class Server:
    """A `stepwell serve` (or another of its commands) as a process that can be stopped, killed and started again."""

    data: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    command: str = "serve"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address it answers at."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """The file with all it printed."""
        return self.data / f"{self.command}-{self.port}.log"

    def start(self) -> Server:
        """Start it and, if it serves, wait until it is healthy."""
        self.data.mkdir(parents=True, exist_ok=True)
        arguments = [*COMMAND, self.command, "--data", str(self.data)]
        if self.command in SERVING:
            arguments += ["--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                arguments, stdout=log, stderr=log, env=environment(self.database_url, self.extra),
                start_new_session=True,
            )  # fmt: skip
        if self.command in SERVING:
            self._wait()
        return self

    def _wait(self) -> None:
        try:
            until(
                lambda: answers(f"{self.url}/healthz"), f"{self.url}/healthz to answer", going=self.runs,
                told=lambda: self.log.read_text()[-4000:],
            )  # fmt: skip
        except AssertionError:
            self.kill()
            raise

    def runs(self) -> bool:
        """Whether its process was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> int:
        """Ask it to end and give its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it and its children without asking."""
        return self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)
        try:
            status = self.process.wait(BOUND)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            status = self.process.wait(20)
        self.process = None
        return status


@contextmanager
def running(data: Path, database_url: str = "", **extra: str) -> Iterator[Server]:
    """Serve Stepwell until the block ends; `extra` are settings such as STEPWELL_SMTP_HOST."""
    server = Server(data, database_url, dict(extra)).start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Mailbox:
    """A mail server and what it received."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or say what `answers` has for the address; to a `silent` one, nothing for a minute."""
        self.asked.append(address)
        if address in self.silent:
            await asyncio.sleep(60)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail (called by aiosmtpd)."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.raw.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Give the mails that went to this address."""
        return [m for m, who in zip(self.mails, self.recipients, strict=True) if address in who]

    def wait(self, count: int) -> list[EmailMessage]:
        """Wait until this many mails came and give all."""
        until(lambda: len(self.mails) >= count, f"{count} mails", told=lambda: f"{len(self.mails)} came.")
        return self.mails


@contextmanager
def mailbox(*, utf8: bool = True) -> Iterator[Mailbox]:
    """Receive mail on loopback until the block ends; without `utf8`, as a server that takes ASCII addresses alone."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname=HOST, port=box.port, enable_SMTPUTF8=utf8)
    controller.start()  # type: ignore[no-untyped-call]
    try:
        yield box
    finally:
        controller.stop()  # type: ignore[no-untyped-call]


@dataclass
class Target:
    """An HTTP server that records what it is asked and answers what it is told to."""

    port: int
    requests: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: bytes = b"{}"

    @property
    def url(self) -> str:
        """The address it answers at."""
        return f"http://{HOST}:{self.port}"


@contextmanager
def http_target() -> Iterator[Target]:
    """Answer HTTP on loopback until the block ends."""
    target = Target(0)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = {"method": self.command, "path": self.path, "headers": dict(self.headers)}
            target.requests.append({**asked, "body": self.rfile.read(length)})
            self.send_response(target.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(target.body)))
            self.end_headers()
            self.wfile.write(target.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    target.port = server.server_port
    with serving(server):
        yield target
