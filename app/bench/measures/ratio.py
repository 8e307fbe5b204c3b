"""W1 over HTTP against SpiffWorkflow alone: in turns, so that both meet the same machine."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from statistics import median, quantiles

from app.bench import load
from app.bench.found import Found
from app.bench.model import filled, w1
from app.bench.server import Measured
from app.bench.spiff_baseline import bare_runner

ROUNDS = 7


def bare_w1() -> Callable[[int], float]:
    """Give a function that runs W1 so many times on SpiffWorkflow alone and gives the CPU ms of one."""
    return timed(bare_runner(w1(), "W1", lambda step: filled(step, secrets.token_hex(8))))


def timed(run: Callable[[], None]) -> Callable[[int], float]:
    """Give a function that calls `run` so many times and gives the CPU ms of one call."""
    run()

    def times(count: int) -> float:
        began = time.process_time()
        for _ in range(count):
            run()
        return (time.process_time() - began) / count * 1e3

    return times


def measure(server: Measured, token: str, key: str, instances: int, clients: int) -> list[Found]:
    """Run W1 in rounds, each between two of the bare engine; the median of the rounds' ratios counts."""
    bare = bare_w1()
    ratios, costs, alone, waits = [], [], [], []
    for _ in range(ROUNDS):
        before = bare(instances)
        spent = server.cpu()
        waits += load.run(server.port, token, key, instances, clients)
        cost = (server.cpu() - spent) / (instances // clients * clients) * 1e3
        after = bare(instances)
        ratios.append(cost / ((before + after) / 2))
        costs.append(cost)
        alone += [before, after]
    who = f"{clients} client{'s' if clients > 1 else ''}"
    figure = f"{median(ratios):.1f} x ({min(ratios):.1f} to {max(ratios):.1f}); {median(costs):.1f} ms against "
    slow = quantiles(waits, n=20)[-1]
    return [
        Found(f"W1 over HTTP, {who}, CPU against the engine alone", f"{figure}{median(alone):.1f} ms", "4 x, better 3"),
        Found(f"Completing a task of W1, {who}", f"p50 {median(waits) * 1e3:.1f} ms, p95 {slow * 1e3:.1f} ms"),
    ]
