"""A person has few requests answered at once; large ones take turns; nobody waits behind all of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest
from flask import Request
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from app.kernel.http.application import StepwellApp
from app.kernel.http.concurrency import AT_ONCE, LARGE, Crowded, Turns
from tests.factories import accounts
from tests.support.awaiting import BOUND, ended, until

Unit = Callable[[], AbstractContextManager[Session]]


def of(whose: str, size: int = 0) -> Request:
    return Request(EnvironBuilder(method="POST", headers={"Authorization": whose}, data=b"x" * size).get_environ())


class Waiting:
    """Requests in threads of their own; which of them are being answered, in their order."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.answered: list[str] = []
        self.ends: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def come(self, name: str, request: Request) -> None:
        count, end = self.turns.waiting, threading.Event()
        self.ends[name] = end

        def answer() -> None:
            with self.turns.turn(request):
                self.answered.append(name)
                end.wait(BOUND)

        self._threads.append(threading.Thread(target=answer))
        self._threads[-1].start()
        until(lambda: name in self.answered or self.turns.waiting > count, f"{name} to be answered or to wait")

    def end(self, name: str) -> None:
        before = len(self.answered)
        waits = self.turns.waiting
        self.ends[name].set()
        until(lambda: not waits or len(self.answered) > before, "the next one to be answered")

    def close(self) -> None:
        for end in self.ends.values():
            end.set()
        ended(*self._threads)


def test_a_person_has_few_places_and_others_do_not_wait_for_them() -> None:
    with ExitStack() as over:
        all_of_them = Waiting(Turns(most=4))
        over.callback(all_of_them.close)
        for number in range(AT_ONCE + 1):
            all_of_them.come(f"ann {number}", of("ann"))
        all_of_them.come("ben", of("ben"))
        assert all_of_them.answered == [*(f"ann {number}" for number in range(AT_ONCE)), "ben"]
        all_of_them.end("ann 0")
        assert all_of_them.answered[-1] == f"ann {AT_ONCE}"


def test_tokens_of_one_person_share_their_places() -> None:
    turns = Turns(most=4)
    for token in ("one", "two"):
        turns.remember(of(token), "ann")
    with ExitStack() as over:
        all_of_them = Waiting(turns)
        over.callback(all_of_them.close)
        for number in range(AT_ONCE + 1):
            all_of_them.come(f"{number}", of("one" if number % 2 else "two"))
        assert len(all_of_them.answered) == AT_ONCE


def test_large_ones_take_turns_by_person() -> None:
    with ExitStack() as over:
        all_of_them = Waiting(Turns(most=20))
        over.callback(all_of_them.close)
        for name, whose in (("a1", "ann"), ("a2", "ann"), ("a3", "ann"), ("b1", "ben"), ("b2", "ben")):
            all_of_them.come(name, of(whose, LARGE + 1))
        assert all_of_them.answered == ["a1"]
        all_of_them.come("small", of("cai"))
        assert all_of_them.answered == ["a1", "small"]
        for name in ("a1", "a2", "b1", "a3"):
            all_of_them.end(name)
        assert all_of_them.answered == ["a1", "small", "a2", "b1", "a3", "b2"]
    with all_of_them.turns.turn(of("ann", LARGE + 1)):
        assert all_of_them.turns.waiting == 0


def test_who_would_only_take_a_thread_is_told_to_come_again() -> None:
    with ExitStack() as over:
        all_of_them = Waiting(Turns(most=4))
        over.callback(all_of_them.close)
        for number in range(AT_ONCE + 3):
            all_of_them.come(f"{number}", of("ann"))
        with pytest.raises(Crowded), all_of_them.turns.turn(of("ann")):
            pass
        with all_of_them.turns.turn(of("ben")):
            assert all_of_them.turns.waiting == 3


def test_large_ones_go_on_after_one_was_sent_away() -> None:
    with ExitStack() as over:
        all_of_them = Waiting(Turns(most=2))
        over.callback(all_of_them.close)
        for whose in ("ann", "ben", "cai"):
            all_of_them.come(whose, of(whose, LARGE + 1))
        with pytest.raises(Crowded), all_of_them.turns.turn(of("dee", LARGE + 1)):
            pass
        for whose in ("ann", "ben", "cai"):
            all_of_them.end(whose)
        assert all_of_them.answered == ["ann", "ben", "cai"]
    assert (all_of_them.turns.waiting, all_of_them.turns._large_waiting) == (0, {})
    with all_of_them.turns.turn(of("dee", LARGE + 1)):
        assert all_of_them.turns.waiting == 0


def test_a_crowd_is_answered_as_such(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session))
    app.turns = Turns(most=0)
    client = app.test_client()
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    with ExitStack() as over:
        all_of_them = Waiting(app.turns)
        over.callback(all_of_them.close)
        mine = client.get("/api/v1/me", headers=headers).json["id"]
        app.turns.remember(of("another of mine"), mine)
        for number in range(AT_ONCE):
            all_of_them.come(f"{number}", of("another of mine"))
        answer = client.get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.json["code"]) == (429, "TOO_MANY_AT_ONCE")
        assert answer.headers["Retry-After"] == "3"
        assert client.get("/healthz").status_code == 200
