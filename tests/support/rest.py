"""A client of the REST interface over a real socket, as an outside script would use it."""

from __future__ import annotations

import http.client
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.support.awaiting import until


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    body: Any


class Rest:
    """One person's program: a base address and a token."""

    def __init__(self, url: str, token: str) -> None:
        self.address = urlsplit(url).netloc
        self.token = token

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> Answer:
        """Send one request on a connection of its own; raises OSError or HTTPException where nobody answers."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return Answer(answer.status, _content(answer.read()))
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        """Give the body of what must be found."""
        answer = self.call("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.body

    def post(self, path: str, body: Any = None, expect: tuple[int, ...] = (200, 201, 202)) -> Any:
        """Send what must succeed and give the body."""
        answer = self.call("POST", path, body if body is not None else {}, secrets.token_hex(8))
        assert answer.status in expect, (path, answer)
        return answer.body

    def insist(self, path: str, body: Any, key: str = "") -> Answer:
        """Send with one key again and again until the server answers."""
        key = key or secrets.token_hex(8)

        def sent() -> Answer | None:
            try:
                answer = self.call("POST", path, body, key)
            except (OSError, http.client.HTTPException):
                return None
            return None if answer.status in (502, 503) else answer

        answer = until(sent, f"an answer to POST {path}")
        assert answer is not None
        return answer


def _content(data: bytes) -> Any:
    try:
        return json.loads(data) if data else None
    except ValueError:
        return data.decode(errors="replace")
