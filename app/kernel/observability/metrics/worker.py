"""Figures of a process that serves no pages: `stepwell work` offers them at a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.registry import Collector

from app.kernel.db.database import Database
from app.kernel.observability.metrics.collect import Now
from app.kernel.observability.metrics.port import REGISTRY

HOST = "127.0.0.1"


class _Own(Collector):
    """What this process counted."""

    def collect(self) -> Iterator[Metric]:
        """Give the counters of this process."""
        yield from REGISTRY.collect()


def serve(database: Database, port: int, host: str = HOST) -> tuple[int, Callable[[], None]]:
    """Offer /metrics at a port (0 for any that is free); gives the port, and what ends it.

    Raises OSError where the port is taken.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Own())
    registry.register(Now(database))
    server, thread = start_http_server(port, host, registry)

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join(10)

    return int(server.server_address[1]), end
