"""Whether an answer of the API is as `/api/openapi.json` describes it."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException

_specs: dict[int, tuple[Flask, dict[str, Any]]] = {}


def spec_of(app: Flask) -> dict[str, Any]:
    """Give the description that an application publishes."""
    if (known := _specs.get(id(app))) is None or known[0] is not app:
        _specs.clear()
        _specs[id(app)] = known = (app, app.test_client().get("/api/openapi.json").get_json())
    return known[1]


def differences(app: Flask, method: str, url: str, status: int, kind: str, body: bytes) -> list[str]:
    """Say how a good answer of JSON differs from what is described of its address; nothing where it does not."""
    if status == 204 and body:
        return [f"{method} {url} answered 204 with a body"]
    if not 200 <= status < 300 or not kind.startswith("application/json"):
        return []
    spec, path = spec_of(app), url.split("?")[0]
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method=method, return_rule=True)
    except HTTPException:
        return [f"{method} {path} is no address"]
    named = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
    responses = spec["paths"][named][method.lower()]["responses"]
    found = responses.get(str(status))
    if found is None:
        return [f"{method} {named} answered {status}, which is not described"]
    schema = found.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return [f"{method} {named} answered JSON, which is not described"]
    validator = Draft202012Validator({**schema, "components": spec["components"]})
    wrong = validator.iter_errors(json.loads(body))
    return [f"{method} {named}: {error.json_path} {error.message:.300}" for error in wrong]
