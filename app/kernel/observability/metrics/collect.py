"""What stands in the database and in this process at the moment of a scrape."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db.database import Database
from app.kernel.db.outages import Outage, counted
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.live.hub import hub_of
from app.kernel.observability.logs import log
from app.kernel.observability.metrics.port import all_figures
from processes.expressions.sandbox import SANDBOX


class Now(Collector):
    """One read-only unit of work with one statement a figure; without a database, only whether it is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        """Give the figures of now."""
        up = GaugeMetricFamily("stepwell_database_up", "Whether the database answers", 1)
        found: list[Metric] = []
        try:
            found = list(self._read())
        except (SQLAlchemyError, Outage) as error:
            log.warning("metrics_without_database", error=str(error)[:300])
            up = GaugeMetricFamily("stepwell_database_up", "Whether the database answers", 0)
        yield up
        yield from found
        yield from self._process()

    def _read(self) -> Iterator[Metric]:
        with unit_of_work(self._database, readonly=True) as session:
            for figure in all_figures():
                family = GaugeMetricFamily(figure.name, figure.about, labels=figure.labels)
                for labels, value in figure.read(session):
                    family.add_metric(labels, value)
                yield family

    def _process(self) -> Iterator[Metric]:
        pool = self._database.engine.pool
        connections = GaugeMetricFamily(
            "stepwell_database_connections", "Connections of this process to the database", labels=("state",)
        )
        connections.add_metric(("in_use",), float(getattr(pool, "checkedout", int)()))
        connections.add_metric(("idle",), float(getattr(pool, "checkedin", int)()))
        yield connections
        streams = len(hub_of(self._database))
        yield GaugeMetricFamily("stepwell_live_streams", "Live streams that this process holds open", streams)
        met = CounterMetricFamily(
            "stepwell_outages", "What was refused or put off because disk or database failed, by code", labels=("code",)
        )
        for code, count in counted().items():
            met.add_metric((code,), count)
        yield met
        yield GaugeMetricFamily("stepwell_sandbox_busy", "Scripts and conditions that run now", SANDBOX.busy)
        yield CounterMetricFamily("stepwell_sandbox_calls", "Scripts and conditions that were run", SANDBOX.calls)
        yield CounterMetricFamily("stepwell_sandbox_refused", "Scripts and conditions that failed", SANDBOX.refused)
