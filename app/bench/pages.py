"""Somebody with a browser that asks for pages of a running server, and how long they wait."""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from statistics import quantiles

from app.bench.server import HOST, Measured

TIMES, WARMING = 40, 8


def signed_in(server: Measured, email: str, password: str) -> tuple[str, urllib.request.OpenerDirector]:
    """Sign somebody in as a browser does; gives the address of the server and what opens pages of it."""
    opened = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    base = f"http://{HOST}:{server.port}"
    page = opened.open(f"{base}/signin").read().decode()
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    sent = urllib.parse.urlencode({**form, "email": email, "password": password}).encode()
    opened.open(f"{base}/signin", sent).close()
    return base, opened


def browser(server: Measured, email: str, password: str) -> Callable[[str], Callable[[], object]]:
    """Sign somebody in; gives what makes of a path a function that waits for its first byte."""
    base, opened = signed_in(server, email, password)

    def at(path: str) -> Callable[[], object]:
        def look() -> object:
            with opened.open(f"{base}{path}") as answer:
                if answer.url != f"{base}{path}":
                    raise RuntimeError(f"Expected {path}, but was led to {answer.url}.")
                return answer.read(1)

        return look

    return at


def timed(act: Callable[[], object]) -> list[float]:
    """Give how long each of some times took, after some that warm up: databases plan anew what is asked five times."""
    return timed_in_turn([act])[0]


def timed_in_turn(acts: Sequence[Callable[[], object]]) -> list[list[float]]:
    """Give the same for several that take turns, so that what else the machine does hits all alike."""
    spent: list[list[float]] = [[] for _ in acts]
    for _ in range(WARMING + TIMES):
        for act, times in zip(acts, spent, strict=True):
            began = time.perf_counter()
            act()
            times.append(time.perf_counter() - began)
    return [times[WARMING:] for times in spent]


def figure(spent: list[float]) -> str:
    """Say the middle and the late ones of some times."""
    middle, late = (quantiles(spent, n=20)[n] * 1e3 for n in (9, 18))
    return f"p50 {middle:.0f} ms, p95 {late:.0f} ms"
