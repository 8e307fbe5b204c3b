"""A sequence of 100 tasks: does a late task cost more than an early one?"""

from __future__ import annotations

from app.bench.found import Found
from app.bench.load import Client
from app.bench.measures.ratio import timed
from app.bench.model import sequence
from app.bench.server import Measured
from app.bench.spiff_baseline import bare_runner

LENGTH = 100
KEY = "seq100"
EARLY, LATE = range(5, 11), range(95, 101)


def measure(server: Measured, token: str, cases: int = 30) -> list[Found]:
    """Work off many instances in step, task by task, and compare early and late ones, and all with the engine alone."""
    client = Client(server.port, token)
    bare = timed(bare_runner(sequence(LENGTH), "W1", lambda step: {}))
    alone = bare(3)
    began = server.cpu()
    tasks = [client.post(f"/processes/{KEY}/instances", {})["tasks"][0]["id"] for _ in range(cases)]
    costs: dict[int, float] = {}
    for number in range(1, LENGTH + 1):
        before = server.fine_cpu()
        answers = [client.post(f"/tasks/{task}/complete", {"data": {}}) for task in tasks]
        costs[number] = (server.fine_cpu() - before) / cases * 1e3
        tasks = [task["id"] for answer in answers for task in answer["tasks"]]
    whole = (server.cpu() - began) / cases * 1e3
    alone = (alone + bare(3)) / 2
    early, late = (sum(costs[n] for n in span) / len(span) for span in (EARLY, LATE))
    late_figure = f"{late / early:.2f} x ({late:.2f} ms against {early:.2f} ms)"
    whole_figure = f"{whole / alone:.2f} x ({whole:.0f} ms against {alone:.0f} ms)"
    return [
        Found("Task 95–100 of 100 against task 5–10, CPU", late_figure, "1.3 x"),
        Found("A sequence of 100 tasks over HTTP against the engine alone, CPU", whole_figure, "5 x"),
    ]
