"""Camunda 7 and what is compatible with it, and Camunda 8: a deployment of model, tables and forms."""

from __future__ import annotations

import json

from app.kernel.i18n import _
from app.services.outbound import Answer
from app.targets.kinds.contract import Kind, Package, Way, call, joined_path
from app.targets.kinds.multipart import Part, content_type, multipart

RESOURCES = (".bpmn", ".dmn", ".form")


class Camunda7(Kind):
    """`POST /deployment/create` of the REST API of Camunda 7, Operaton, CIB seven, Eximee."""

    kind = "camunda7"
    title = _("Camunda 7 (or Operaton, CIB seven)")

    def deliver(self, package: Package, way: Way) -> str:
        """Deploy the files under the name of the process; the engine leaves out what it has in the same words."""
        parts: list[Part] = [
            ("deployment-name", package.key), ("deployment-source", "Stepwell"), ("enable-duplicate-filtering", "true"),
            *((name, (name, content, content_type(name))) for name, content in package.files.items()),
        ]  # fmt: skip
        body, sent_as = multipart(parts)
        answer = call(way, "POST", joined_path(way.place, "deployment/create"), body, sent_as)
        return field_of(answer, "id")


class Camunda8(Kind):
    """`POST /v2/deployments` of the Orchestration Cluster REST API."""

    kind = "camunda8"
    title = _("Camunda 8")

    def deliver(self, package: Package, way: Way) -> str:
        """Deploy what the cluster takes: models, tables and forms."""
        parts = [
            ("resources", (name, content, content_type(name)))
            for name, content in package.files.items()
            if name.lower().endswith(RESOURCES)
        ]
        body, sent_as = multipart(parts)
        answer = call(way, "POST", joined_path(way.place, "v2/deployments"), body, sent_as)
        return field_of(answer, "deploymentKey")


def field_of(answer: Answer, name: str) -> str:
    """Give a field of a JSON answer as text; '' where there is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    value = found.get(name) if isinstance(found, dict) else None
    return str(value) if isinstance(value, (str, int)) else ""
