"""Requests to Stepwell: tried again where nobody answered, with a key that lets them take effect once."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

AGAIN = (429, 502, 503, 504)


class Refused(Exception):
    """Stepwell said no; `status` and `code` say how, the text says why and what to do."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{detail} ({status} {code})")
        self.status = status
        self.code = code


class Unreachable(Exception):
    """Nobody answered, however often it was tried."""


class Stepwell:
    """A Stepwell at an address, seen with one person's token."""

    def __init__(self, url: str, token: str, *, timeout: float = 30.0, tries: int = 6) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"Expected an address that begins with http:// or https://, but it is {url!r}.")
        self._base = url.rstrip("/") + "/api/v1"
        self._token = token
        self._timeout = timeout
        self._tries = tries

    def get(self, path: str, **query: Any) -> Any:
        """Give what stands at a path, such as `/instances/ID`."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.request("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send something once, however often the request has to be repeated, and give the answer."""
        return self.request("POST", path, body or {}, key=uuid.uuid4().hex)

    def start(self, process: str, data: Mapping[str, Any] | None = None, business_key: str | None = None) -> Any:
        """Start a case of a process."""
        return self.post(f"/processes/{process}/instances", {"data": dict(data or {}), "business_key": business_key})

    def request(self, method: str, path: str, body: Any = None, *, key: str = "", wait: float = 0.0) -> Any:
        """Send one request, again and again where nobody answers; raises Refused or Unreachable."""
        for attempt in range(self._tries):
            try:
                return self._once(method, path, body, key, wait)
            except Refused as error:
                if error.status not in AGAIN or attempt == self._tries - 1:
                    raise
            except (OSError, ValueError) as error:
                if attempt == self._tries - 1:
                    raise Unreachable(f"Expected {self._base} to answer, but: {error}") from error
            time.sleep(backoff(attempt))
        raise Unreachable(f"Expected {self._base} to answer.")

    def _once(self, method: str, path: str, body: Any, key: str, wait: float) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout + wait) as answer:  # noqa: S310
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error.code, error.read()) from None


def backoff(attempt: int, longest: float = 30.0) -> float:
    """Give how many seconds to wait after so many attempts: twice as long each time, a little by chance."""
    return min(longest, 0.25 * 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311


def _refused(status: int, body: bytes) -> Refused:
    try:
        problem = json.loads(body)
        return Refused(status, str(problem.get("code", "")), str(problem.get("detail", "")))
    except (ValueError, AttributeError):
        return Refused(status, "", body.decode("utf-8", "replace")[:300])
