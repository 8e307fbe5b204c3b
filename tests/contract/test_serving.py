"""The real application under gunicorn, on both databases: it answers, works in the background, and ends when asked."""

from __future__ import annotations

import json
import urllib.request

from tests.support.awaiting import BOUND
from tests.support.servers import Server


def test_it_is_healthy_and_ready(server: Server) -> None:
    for path in ("/healthz", "/readyz"):
        with urllib.request.urlopen(server.url + path, timeout=BOUND) as answer:
            assert answer.status == 200
            assert json.load(answer)["status"] in ("ok", "ready")


def test_it_ends_when_asked(server: Server) -> None:
    assert server.stop() == 0, server.log.read_text()
