"""Clients that work off instances of W1 over HTTP and note how long each answer took."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from app.bench.model import filled
from app.bench.server import HOST


class Client:
    """One connection with a token."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.completions: list[float] = []

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send and give the answer; raises where it is not a success."""
        keyed = {**self.headers, "Idempotency-Key": secrets.token_hex(8)}
        self.connection.request("POST", f"/api/v1{path}", json.dumps(body), keyed)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"Expected {path} to work, but got {answer.status}: {content[:300]!r}")
        given: dict[str, Any] = json.loads(content)
        return given

    def instance(self, key: str) -> None:
        """Start an instance and complete it, task by task."""
        case = self.post(f"/processes/{key}/instances", {})
        todo = deque(case["tasks"])
        while todo:
            task = todo.popleft()
            began = time.perf_counter()
            case = self.post(
                f"/tasks/{task['id']}/complete", {"data": filled(task["step"]["id"], secrets.token_hex(8))}
            )
            self.completions.append(time.perf_counter() - began)
            todo = deque(case["tasks"])
        if case["state"] != "completed":
            raise RuntimeError(f"Expected the instance to end, but it is {case['state']}.")


def run(port: int, token: str, key: str, instances: int, clients: int) -> list[float]:
    """Work off instances with several clients at once and give the seconds of each completion."""
    return run_on([port], token, key, instances, clients)


def run_on(ports: Sequence[int], token: str, key: str, instances: int, clients: int) -> list[float]:
    """As `run`, the clients spread over several servers."""
    made = [Client(ports[number % len(ports)], token) for number in range(clients)]

    def work(client: Client) -> None:
        with closing(client.connection):
            for _ in range(instances // clients):
                client.instance(key)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, made))
    return [seconds for client in made for seconds in client.completions]
