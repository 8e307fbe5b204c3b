"""Headers of a call: names that HTTP knows, one line each, and each once whoever says it."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.connectors import http
from app.services.outbound import NotAllowed
from app.services.vault import Redactor

ALLOWED = http.Allowed("stock", "https://stock.example", ("GET",), {"X-Key": "ours"}, False, 5)


def request(headers: dict[str, Any]) -> http.Request:
    settings = {"method": "GET", "path": "/x", "headers": headers}
    return http.build(settings, {}, ALLOWED, {}, "the-key", Redactor())


@pytest.mark.parametrize("name", ["Host ", "Transfer-Encoding\t", "A:B", "", "X\r\nY", "Ä", "a" * 201])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(NotAllowed, match="name of a header"):
        request({name: "1"})


@pytest.mark.parametrize("value", ["a\r\nHost: evil", "a\x00b", "\x7f"])
def test_values_are_one_line(value: str) -> None:
    with pytest.raises(NotAllowed, match="control character"):
        request({"X-A": value})


def test_the_connector_has_the_last_word_however_it_is_written() -> None:
    sent = request({"x-KEY": "theirs", "idempotency-key": "other", "X-B": "tab\tinside"}).headers
    assert sent == {"X-Key": "ours", "idempotency-key": "other", "X-B": "tab\tinside"}
