"""Reads of services."""

from app.services.queries.connectors import allowing, connector, connectors, mail_policy, secrets, values_of
from app.services.queries.tasks import attempts, held_task, service_task

__all__ = [
    "allowing", "attempts", "connector", "connectors", "held_task", "mail_policy", "secrets", "service_task",
    "values_of",
]  # fmt: skip
