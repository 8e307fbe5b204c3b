"""What the log says of requests."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs


@pytest.mark.parametrize("path", ["/welcome/{}", "/unsubscribe/{}", "/public/offer/receipt/{}"])
def test_what_opens_something_stands_in_no_log(client: FlaskClient, path: str) -> None:
    secret = "only-the-holder-knows-this"
    with capture_logs() as lines:
        assert client.get(path.format(secret)).status_code in (404, 302, 303)
    assert lines
    assert secret not in str(lines)
    assert [line["path"] for line in lines if line["event"] == "request"] == [path.format("…")]
