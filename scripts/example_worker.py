"""A worker: reserves a room for cases that ask for one. python scripts/example_worker.py URL TOKEN."""

from __future__ import annotations

import sys

from app.client import BusinessError, Failure, Stepwell, Task, Worker

ROOMS = {"small": 4, "large": 20}


def worker(url: str, token: str) -> Worker:
    """Make a worker for the topic `reserve-room`."""
    made = Worker(Stepwell(url, token), "rooms-1", lock_seconds=60)

    @made.on("reserve-room")
    def reserve(task: Task) -> dict[str, object]:
        people = task.data.get("people")
        if not isinstance(people, int):
            raise Failure(f"Expected how many people come as a number, but it is {people!r}.", retries=0)
        fitting = [name for name, seats in ROOMS.items() if seats >= people]
        if not fitting:
            raise BusinessError("NO_ROOM", f"No room has {people} seats.", {"largest": max(ROOMS.values())})
        # Here a real worker tells the booking system, with task.id so that a second attempt changes nothing.
        return {"room": fitting[0], "reservation": task.id}

    return made


if __name__ == "__main__":
    worker(*sys.argv[1:3]).run()
