"""Who sets a mail server but no address for links is told by every command that would mail."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support import servers
from tests.support.awaiting import until

MAIL = {"STEPWELL_SMTP_HOST": "127.0.0.1"}
WORDS = "Expected STEPWELL_BASE_URL beside STEPWELL_SMTP_HOST"


def doctor(data: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    command = [*servers.COMMAND, "doctor", "--data", str(data)]
    environment = servers.environment(extra={**MAIL, **extra})
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=360)


def test_doctor_and_start_say_that_nothing_is_mailed_without_an_address_for_links(tmp_path: Path) -> None:
    said = doctor(tmp_path)
    assert said.returncode == 1 and WORDS in said.stdout
    said = doctor(tmp_path, STEPWELL_BASE_URL="https://stepwell.example")
    assert said.returncode == 0 and "settings: well" in said.stdout
    with servers.running(tmp_path, **MAIL) as server:
        assert WORDS in server.log.read_text()
    working = servers.Server(tmp_path, extra=MAIL, command="work").start()
    try:
        until(lambda: "Working." in working.log.read_text(), "the worker to say that it works")
        assert WORDS in working.log.read_text()
    finally:
        working.stop()


def test_an_address_for_links_that_is_none_is_refused(tmp_path: Path) -> None:
    said = doctor(tmp_path, STEPWELL_BASE_URL="stepwell.example")
    assert said.returncode == 1 and "begin with https://" in said.stderr
