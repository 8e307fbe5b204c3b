"""A worker: fetches external tasks by topic, does them, and says how they ended."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from app.client.connection import Refused, Stepwell, Unreachable, backoff

log = logging.getLogger("stepwell.worker")


class BusinessError(Exception):
    """Raise it where the work ends with an error that the model may catch, by its code."""

    def __init__(self, code: str, words: str = "", data: Mapping[str, Any] | None = None) -> None:
        super().__init__(words or code)
        self.code, self.words, self.data = code, words, dict(data or {})


class Failure(Exception):
    """Raise it to say how often and when a failed task is to be tried again; any other error lets Stepwell decide."""

    def __init__(self, words: str, retries: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.words, self.retries, self.retry_after = words, retries, retry_after


@dataclass(frozen=True)
class Task:
    """An external task that this worker holds; do its effects by `id`, so that doing it twice does no harm."""

    id: str
    topic: str
    data: dict[str, Any]
    instance: str
    process: str
    attempt: int
    lock: str
    about: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Task], Mapping[str, Any] | None]


class Worker:
    """Does the tasks of the topics it has handlers for, until it is stopped; a task may come more than once."""

    def __init__(self, stepwell: Stepwell, name: str, *, lock_seconds: int = 60, wait_seconds: float = 20.0) -> None:
        self._stepwell = stepwell
        self._name = name
        self._lease = lock_seconds
        self._wait = wait_seconds
        self._handlers: dict[str, Handler] = {}
        self._stopped = threading.Event()

    def on(self, topic: str) -> Callable[[Handler], Handler]:
        """Do tasks of a topic with the function below: it gets the task and gives what came out of it."""

        def note(handler: Handler) -> Handler:
            self._handlers[topic] = handler
            return handler

        return note

    def stop(self, *_: Any) -> None:
        """End after the task that is being done now."""
        self._stopped.set()

    def run(self, *, signals: bool = True) -> None:
        """Work until stopped; with `signals`, SIGTERM and SIGINT stop it."""
        if signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self.stop)
        silent = 0
        while not self._stopped.is_set():
            try:
                self.once(self._wait)
                silent = 0
            except (Unreachable, Refused) as error:
                log.warning("%s", error)
                silent += 1
                self._stopped.wait(backoff(silent))

    def once(self, wait_seconds: float = 0.0) -> int:
        """Fetch once, do what came, and say how many tasks that were."""
        topics = [{"topic": topic, "lock_seconds": self._lease, "limit": 1} for topic in self._handlers]
        asked = {"worker": self._name, "topics": topics, "wait_seconds": wait_seconds}
        path = "/external-tasks/fetch-and-lock"
        found = self._stepwell.request("POST", path, asked, wait=wait_seconds)["items"]
        for item in found:
            self._do(_task(item))
        return len(found)

    def _do(self, task: Task) -> None:
        over = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(task, over), daemon=True)
        keeper.start()
        try:
            how, body = self._outcome(task)
        finally:
            over.set()
            keeper.join()
        try:
            self._stepwell.post(f"/external-tasks/{task.id}/{how}", {"lock": task.lock, **body})
        except Refused as error:
            log.warning("task %s: %s", task.id, error)

    def _outcome(self, task: Task) -> tuple[str, dict[str, Any]]:
        try:
            return "complete", {"data": dict(self._handlers[task.topic](task) or {})}
        except BusinessError as error:
            return "error", {"code": error.code, "words": error.words, "data": error.data}
        except Failure as error:
            return "fail", {"words": error.words, "retries": error.retries, "retry_after": error.retry_after}
        except Exception as error:
            log.exception("task %s failed", task.id)
            return "fail", {"words": f"{type(error).__name__}: {error}"[:2000]}

    def _keep(self, task: Task, over: threading.Event) -> None:
        """Hold the task for longer while it is being done."""
        while not over.wait(self._lease / 3):
            with suppress(Refused, Unreachable):
                self._stepwell.post(
                    f"/external-tasks/{task.id}/extend", {"lock": task.lock, "lock_seconds": self._lease}
                )


def _task(item: dict[str, Any]) -> Task:
    names = ("id", "topic", "data", "instance", "process", "attempt", "lock")
    return Task(**{name: item[name] for name in names}, about=item)
