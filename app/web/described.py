"""What /api/openapi.json says besides what the calls say themselves: how errors look, and what can be matched."""

from __future__ import annotations

import re
from typing import Any

from app.kernel import features
from app.kernel.http.application import StepwellApp
from app.kernel.http.preconditions import changed_by
from app.kernel.http.problems import PROBLEM

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "code")},
        "status": {"type": "integer"},
    },
    "required": ["type", "title", "status", "detail", "code"],
}


def register(app: StepwellApp) -> None:
    """Complete the description of the API; call after it is published."""
    api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    spec = api.spec
    for unused in ("Error", "PaginationMetadata"):
        spec.components.schemas.pop(unused, None)
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    problem = {"description": "What was expected, what was found, what to do.", "content": _content("Problem", PROBLEM)}
    for response in spec.components.responses.values():
        response.update(problem)
    for feature in features.known(app):
        for complete in feature.describes:
            complete(api)
    _tell_what_can_be_matched(app, spec)
    for operations in spec._paths.values():
        for method in METHODS:
            if method in operations:
                _describe(operations[method], problem)


def _tell_what_can_be_matched(app: StepwellApp, spec: Any) -> None:
    """Say of each call that changes something seen before that it takes If-Match, and what it answers then."""
    said = {
        "in": "header",
        "name": "If-Match",
        "schema": {"type": "string"},
        "description": "The ETag of what you saw.",
    }
    outdated = {"description": "It is not what you saw any more.", "content": _content("Problem", PROBLEM)}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and changed_by(app, rule.endpoint) is not None:
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
            for method in set(METHODS) & {m.lower() for m in rule.methods or ()}:
                operation = spec._paths[path][method]
                operation.setdefault("parameters", []).append(said)
                operation.setdefault("responses", {})["412"] = outdated


def _describe(operation: dict[str, Any], problem: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    for code, described in responses.items():
        if str(code).startswith("2") and described.get("description", "") in ("", "OK", "Created", "Accepted"):
            described["description"] = str(operation.get("summary") or "Done.")
    for status in ("401", "403", "404"):
        responses.setdefault(status, problem)


def _content(name: str, kind: str) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
