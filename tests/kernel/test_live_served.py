"""Streams of a real server: a page that was left gives its place back at once."""

from __future__ import annotations

import http.client

import pytest

from tests.support.awaiting import BOUND, until
from tests.support.servers import Server, running, stepwell

PLACES = 4
Opened = tuple[http.client.HTTPConnection, http.client.HTTPResponse]


@pytest.mark.databases("sqlite")
def test_streams_that_were_left_make_room(database_url: str, tmp_path) -> None:
    with running(tmp_path / "data", database_url, STEPWELL_THREADS=str(2 * PLACES)) as server:
        headers = {"Authorization": f"Bearer {_token(server)}"}
        for _ in range(3):
            opened: list[Opened] = [
                until(lambda: _opened(server, headers), "a place that was left to be free") for _ in range(PLACES)
            ]
            assert _opened(server, headers) is None
            for connection, answer in opened:
                answer.close()
                connection.close()


def _opened(server: Server, headers: dict[str, str]) -> Opened | None:
    """Give a stream, or None where no place is left."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=BOUND)
    connection.request("GET", "/live", headers=headers)
    answer = connection.getresponse()
    if answer.status == 200:
        return connection, answer
    assert answer.status == 503
    answer.close()
    connection.close()
    return None


def _token(server: Server) -> str:
    where = {"data": server.data, "database_url": server.database_url}
    stepwell("person", "add", "a@example.org", "--name", "A", "--role", "worker", **where)
    return stepwell("token", "create", "a@example.org", **where).stdout.strip()
