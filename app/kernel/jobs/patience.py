"""How background work meets an outage: loops wait and say it once, and what was done outside is noted in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from app.kernel.db.outages import Outage, outage
from app.kernel.observability.logs import log

T = TypeVar("T")
WAIT = 1.0
AGAIN = 60
LONGEST = 3600.0


class Patience:
    """Waits after a failure; an outage is logged when it begins, now and then while it lasts, and when it is over."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._failed = 0

    def failed(self, error: Exception) -> None:
        """Log a failure of a loop, and wait before the next round."""
        met = outage(error)
        if met is None:
            log.exception("job_worker_failed", exc_info=error)
        elif self._failed % AGAIN == 0:
            log.warning("job_worker_waits", code=met.code, error=str(met.__cause__ or error)[:300])
        self._failed += 1 if met is not None else 0
        self._stopped.wait(WAIT)

    def went_well(self) -> None:
        """Note that a round of the loop came to its end."""
        if self._failed:
            log.warning("job_worker_goes_on", failures=self._failed)
            self._failed = 0


def until_saved(unit: Callable[[], T]) -> T:
    """Run a unit of work that notes what was done outside (a call, a mail), again where an outage undoes it.

    To give up at once would mean to call or to mail once more. Raises the Outage of the last try after an hour.
    """
    end = time.monotonic() + LONGEST
    while True:
        try:
            return unit()
        except Outage as met:
            if time.monotonic() > end:
                raise
            log.warning("result_waits_to_be_saved", code=met.code)
        wait()


def wait() -> None:
    """Wait before the next try."""
    time.sleep(WAIT)
