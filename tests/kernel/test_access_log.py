"""What the log says of requests."""

from __future__ import annotations

import pytest
import structlog
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.kernel import logs


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
