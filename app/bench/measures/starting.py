"""How quickly commands start: CPU against a process that imports the libraries they stand on, in turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median

from app.bench.found import Found
from app.bench.server import COMMAND

LIBRARIES = [sys.executable, "-c", "import flask, sqlalchemy, SpiffWorkflow, lxml"]
ADDRESS = "bench@example.org"
ROUNDS = 7


def measure(rounds: int = ROUNDS) -> list[Found]:
    """Measure help, a new token and the check of one file."""
    with tempfile.TemporaryDirectory(prefix="stepwell-bench-") as folder:
        data = ["--data", folder]
        added = ["person", "add", ADDRESS, "--name", "Bench", "--role", "worker"]
        subprocess.run([*COMMAND, *added, *data], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        model = Path(folder) / "model.bpmn"
        model.write_bytes(files("bpmn").joinpath("campaign-approval", "campaign-approval.bpmn").read_bytes())
        commands = {
            "`stepwell --help`": (["--help"], 0.5),
            "`stepwell token create`": (["token", "create", ADDRESS, *data], 1.2),
            "`stepwell check` of one file": (["check", str(model)], 1.6),
        }
        used: dict[str, list[float]] = {name: [] for name in ("", *commands)}
        for _ in range(rounds):
            used[""].append(_cpu(LIBRARIES))
            for name, (words, _) in commands.items():
                used[name].append(_cpu([*COMMAND, *words]))
    least = median(used[""])
    return [
        Found(
            f"CPU of {name}, against importing Flask, SQLAlchemy, SpiffWorkflow and lxml",
            f"{median(used[name]) / least:.2f} x ({median(used[name]):.2f} s)", f"{aim} x",
        )
        for name, (_, aim) in commands.items()
    ]  # fmt: skip


def _cpu(command: Sequence[str]) -> float:
    """Run a command to its end and give the CPU seconds that it and the processes it waited for have used."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"Expected {' '.join(command[-3:])} to succeed, but it ended with {process.returncode}.")
    return used.ru_utime + used.ru_stime
