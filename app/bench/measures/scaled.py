"""Two server processes on PostgreSQL: do four clients get more done than one?"""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from app.bench import load
from app.bench.found import Found
from app.bench.server import serving

ROUNDS = 7


def measure(data: Path, token: str, key: str, instances: int) -> list[Found]:
    """Run W1 with one client and with four, in turns, spread over two servers on the same database.

    The median of the rounds' ratios counts.
    """
    with ExitStack() as stack:
        ports = [stack.enter_context(serving(data / str(number))).port for number in range(2)]
        load.run_on(ports, token, key, 8, 2)
        speeds: dict[int, list[float]] = {1: [], 4: []}
        for _ in range(ROUNDS):
            for clients, found in speeds.items():
                began = time.perf_counter()
                load.run_on(ports, token, key, instances, clients)
                found.append(instances // clients * clients / (time.perf_counter() - began))
    ratios = [four / one for one, four in zip(speeds[1], speeds[4], strict=True)]
    figure = f"{median(ratios):.2f} x ({min(ratios):.2f} to {max(ratios):.2f}); "
    figure += f"{median(speeds[1]):.1f} and {median(speeds[4]):.1f} instances/s"
    return [Found("4 clients against 1, PostgreSQL, two server processes", figure, "1.6 x")]
