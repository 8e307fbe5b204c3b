"""What a measurement found: a figure, what it is compared with, and what we aim at."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """One line of the results; `aim` is said in words."""

    name: str
    figure: str
    aim: str = ""


def machine_load() -> str:
    """Say how busy the machine is by itself: the load of the last minute and its cores."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def told(found: list[Found]) -> str:
    """Give the lines for a terminal."""
    wide = max(len(one.name) for one in found)
    return "\n".join(f"{one.name:{wide}}  {one.figure}{f'   (aim: {one.aim})' if one.aim else ''}" for one in found)


def table(found: list[Found]) -> str:
    """Give the lines as a Markdown table."""
    rows = [f"| {one.name} | {one.figure} | {one.aim} |" for one in found]
    return "\n".join(["| measured | result | aim |", "| --- | --- | --- |", *rows])
