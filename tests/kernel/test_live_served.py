"""Streams of a real server: a page that was left gives its place back at once."""

from __future__ import annotations

import http.client
import time

import pytest

from tests.support.servers import Server, running, stepwell

PLACES = 4


@pytest.mark.databases("sqlite")
def test_streams_that_were_left_make_room(database_url: str, tmp_path) -> None:
    with running(tmp_path / "data", database_url, STEPWELL_THREADS=str(2 * PLACES)) as server:
        headers = {"Authorization": f"Bearer {_token(server)}"}
        for _ in range(3):
            opened = [_open(server, headers) for _ in range(PLACES)]
            assert [answer.status for _, answer in opened] == [200] * PLACES
            opened.append(_open(server, headers))
            assert opened[-1][1].status == 503
            for connection, answer in opened:
                answer.close()
                connection.close()
            time.sleep(2.5)


def _open(server: Server, headers: dict[str, str]) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/live", headers=headers)
    return connection, connection.getresponse()


def _token(server: Server) -> str:
    where = {"data": server.data, "database_url": server.database_url}
    stepwell("person", "add", "a@example.org", "--name", "A", "--role", "worker", **where)
    return stepwell("token", "create", "a@example.org", **where).stdout.strip()
