"""Figures for Prometheus at /metrics: what this process did, and what stands in the database now.

COMPLETED = metrics.counter("stepwell_tasks_completed", "Tasks that were completed")     counted by this process
COMPLETED.inc()

@metrics.figure("stepwell_open_tasks", "Tasks that are open now", "kind")                 one statement a scrape
def open_tasks(session): yield ("work",), 17
"""

from app.kernel.observability.metrics.port import REGISTRY, counter, figure
from app.kernel.observability.metrics.view import register
from app.kernel.observability.metrics.work_behind import jobs, oldest

__all__ = ["REGISTRY", "counter", "figure", "jobs", "oldest", "register"]
