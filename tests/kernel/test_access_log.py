"""What the log says of requests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import structlog
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.kernel.observability import logs
from tests.support.small_files import no_room


@pytest.mark.parametrize("path", ["/welcome/{}", "/unsubscribe/{}", "/public/offer/receipt/{}"])
def test_what_opens_something_stands_in_no_log(client: FlaskClient, path: str) -> None:
    secret = "only-the-holder-knows-this"
    with capture_logs() as lines:
        assert client.get(path.format(secret)).status_code in (404, 302, 303)
    assert lines
    assert secret not in str(lines)
    assert [line["path"] for line in lines if line["event"] == "request"] == [path.format("…")]


@pytest.mark.parametrize("form", ["text", "json"])
def test_nobody_forges_lines_of_the_log(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    kept = structlog.get_config()
    try:
        logs.configure(form)
        structlog.get_logger().info("request", path="/x\nlevel=error event=forged\x1b[2J\u202e")
    finally:
        structlog.configure(**kept)
    (line,) = capsys.readouterr().err.splitlines()
    assert "forged" in line and "\x1b" not in line and "\u202e" not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_that_cannot_be_written_fails_nothing_that_is_done(
    form: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = structlog.get_config()
    file = tmp_path / "log"
    try:
        with file.open("w", buffering=1) as opened:
            monkeypatch.setattr(sys, "stderr", opened)
            logs.configure(form)
            with no_room():
                assert client.get("/healthz").status_code == 200
                logs.log.info("lost")
            logs.log.info("there is room again")
    finally:
        structlog.configure(**kept)
    assert "there is room again" in file.read_text()


@pytest.mark.parametrize("form", ["text", "json"])
def test_half_a_character_in_an_error_can_be_logged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    kept = structlog.get_config()
    try:
        logs.configure(form)
        try:
            raise ValueError("half \ud83d of it")
        except ValueError:
            logs.log.exception("failed")
    finally:
        structlog.configure(**kept)
    assert "of it" in capsys.readouterr().err
