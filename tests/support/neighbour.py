"""Somebody who works while others attack, and how long each of their requests waited."""

from __future__ import annotations

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from tests.factories import models, waits
from tests.support.rest import Rest

EVERY = 0.05
PATIENCE = 240.0
HEALTH, PAGE, WRITE, TIMER = "/healthz", "a page", "a task done", "a timer"
ASKED = (HEALTH, PAGE, WRITE, TIMER)


@dataclass
class Waits:
    """How long requests waited, in seconds, by kind; what was not answered as it should be; how much was done."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[object] = field(default_factory=list)

    def worst(self, kind: str) -> float:
        """The longest of a kind."""
        return max(self.seconds[kind])

    def p95(self, kind: str) -> float:
        """What nineteen of twenty of a kind did not exceed."""
        known = self.seconds[kind]
        return quantiles(known, n=20, method="inclusive")[-1] if len(known) > 1 else known[0]


class Neighbour:
    """A person with work of their own: pages, tasks, timers; and the health check that somebody's proxy asks for."""

    def __init__(self, url: str, token: str) -> None:
        self.rest = Rest(url, token)
        timed = waits.process(
            waits.catch("wait", waits.time("timeDuration", "PT1S")), models.task("After"), ids=("wait", "After")
        )
        for key, xml in (("quiet", models.linear("A")), ("timed", timed)):
            sent = {"key": key, "title": key, "bpmn": xml.decode(), "mode": "executable"}
            self.rest.post("/processes", sent)

    @contextmanager
    def working(self) -> Iterator[Waits]:
        """Work until the block ends and everything that was begun has its answer."""
        found, ended = Waits(), threading.Event()
        kinds: dict[str, Callable[[], list[float]]] = {
            HEALTH: self._health, PAGE: self._page, WRITE: self._task, TIMER: self._timer,
        }  # fmt: skip

        def work(kind: str) -> None:
            while not ended.is_set() or not found.seconds[kind]:
                try:
                    found.seconds[kind] += kinds[kind]()
                except (OSError, http.client.HTTPException, AssertionError) as error:
                    found.wrong.append((kind, error))
                    break
                ended.wait(EVERY)

        threads = [threading.Thread(target=work, args=(kind,)) for kind in kinds]
        for thread in threads:
            thread.start()
        try:
            yield found
        finally:
            ended.set()
            for thread in threads:
                thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "somebody waits for an answer still"

    def _health(self) -> list[float]:
        return [self._get("/healthz")]

    def _page(self) -> list[float]:
        return [self._get("/work")]

    def _get(self, path: str) -> float:
        began = time.monotonic()
        connection = http.client.HTTPConnection(self.rest.address, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.rest.token}"})
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        assert answer.status == 200, (path, answer.status)
        return time.monotonic() - began

    def _task(self) -> list[float]:
        """Start a case and complete its task; each is a wait."""
        began = time.monotonic()
        case = self.rest.post("/processes/quiet/instances")
        between = time.monotonic()
        done = self.rest.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
        assert done["state"] == "completed", done
        return [between - began, time.monotonic() - between]

    def _timer(self) -> list[float]:
        """Start a case that waits a second, and give how much later the task after it was there."""
        case = self.rest.post("/processes/timed/instances")["id"]
        began = time.monotonic()
        while not self.rest.get(f"/instances/{case}")["tasks"]:
            assert time.monotonic() - began < PATIENCE, "the timer never came"
            time.sleep(EVERY)
        return [max(0.0, time.monotonic() - began - 1.0)]


HEAD = (
    f"| one person's | database | what became of it | {' | '.join(f'{kind}, p95 / worst' for kind in ASKED)} |",
    "| --- | --- | --- |" + " --- |" * len(ASKED),
)


def row(name: str, kind: str, ended: str, alone: Waits, attacked: Waits) -> str:
    """Give a line of a table: what the other one waited for, in milliseconds, without and under an attack."""
    cells = (
        f"{alone.p95(one) * 1000:.0f} / {alone.worst(one) * 1000:.0f} → "
        f"**{attacked.p95(one) * 1000:.0f} / {attacked.worst(one) * 1000:.0f}**"
        for one in ASKED
    )
    return f"| {name} | {kind} | {ended} | {' | '.join(cells)} |"
