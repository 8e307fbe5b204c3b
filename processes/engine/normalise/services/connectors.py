"""HTTP calls in the dialects that models say them in, as the settings that the application carries out.

Settings: connector (name), url, method, headers, query, body, auth, result {field: expression over status, headers and
body}, errors [{status, code}], retries, timeout. All values are compiled templates.
"""

from __future__ import annotations

import re
from typing import Any

from processes.engine.normalise.context import Element, S, text_of
from processes.engine.normalise.services import feel_values as feel
from processes.engine.normalise.services import inputs
from processes.expressions import templates
from processes.expressions.templates import CannotKeep
from processes.messages import _

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ANSWER = "{'status': status, 'headers': headers, 'body': body}"
_BPMN_ERROR = re.compile(r'error\.code\s*=\s*"([1-5][\dx]{2})"\s*then\s*bpmnError\(\s*"([^"]+)"', re.IGNORECASE)
_PROP = re.compile(r"S\(\s*response\s*\)((?:\.prop\(\s*['\"][^'\"]+['\"]\s*\))*)(?:\.(?:\w*[vV]alue)\(\))?")
_SPIFF = re.compile(r"http/(Get|Head|Post|Put|Patch|Delete)Request(?:V2)?")


def http_of(node: Element) -> dict[str, Any] | None:
    """The settings of a step that calls a service by HTTP, None for other steps; CannotKeep where they are amiss."""
    for read in (_own, _zeebe, _camunda, _spiff, _flowable):
        settings = read(node)
        if settings is not None:
            if settings.get("method") not in METHODS:
                raise CannotKeep(_("its method is none of {methods}", methods=", ".join(METHODS)))
            return {name: value for name, value in settings.items() if value not in (None, "", {}, [])}
    return None


def _own(node: Element) -> dict[str, Any] | None:
    """Our own: attributes on the step, or a `request` element."""
    request = next(iter(node.iter(S + "request")), None)
    if request is None and not inputs.own_attribute(node, "connector"):
        return None

    def setting(name: str) -> str:
        return (request.get(name) if request is not None else None) or inputs.own_attribute(node, name)

    def inside(name: str) -> list[Element]:
        return [] if request is None else list(request.iter(S + name))

    body = next((text_of(e) for e in inside("body")), "") or inputs.own_attribute(node, "body")
    pairs = [_pair(piece) for piece in inputs.own_attribute(node, "returns").split(",") if piece.strip()]
    errors = [_pair(piece) for piece in inputs.own_attribute(node, "errors").split(",") if piece.strip()]
    return {
        "connector": setting("connector"),
        "method": (setting("method") or "GET").upper(),
        "url": templates.text(setting("path") or setting("url")),
        "headers": {e.get("name", ""): templates.text(text_of(e)) for e in inside("header")},
        "query": {e.get("name", ""): templates.text(text_of(e)) for e in inside("query")},
        "body": templates.structure(body) if body else None,
        "result": {name: templates.expression(path) for name, path in pairs}
        | {e.get("field", ""): templates.expression(e.get("from", "body")) for e in inside("result")},
        "errors": [{"status": status, "code": code} for status, code in errors]
        + [{"status": e.get("status", ""), "code": e.get("code", "")} for e in inside("error")],
        "retries": _number(setting("retries")),
        "timeout": _number(setting("timeout")),
    }


def _pair(piece: str) -> tuple[str, str]:
    name, _sign, value = piece.partition("=")
    if not value.strip():
        raise CannotKeep(_("“{text}” is not of the form name=value", text=piece.strip()[:60]))
    return name.strip(), value.strip()


def _number(written: str) -> int | None:
    if written and not written.isdigit():
        raise CannotKeep(_("“{text}” is not a number", text=written[:40]))
    return int(written) if written else None


def _zeebe(node: Element) -> dict[str, Any] | None:
    kind, retries = inputs.task_type(node)
    if not re.fullmatch(r"io\.camunda:http-json:\d+", kind):
        return None
    given, headers = inputs.zeebe_inputs(node), inputs.zeebe_headers(node)
    found: dict[str, Any] = {name: feel.value(source) for name, source in given.items()}
    name, mapped = headers.get("resultVariable", ""), headers.get("resultExpression", "")
    result = {name: ANSWER} if name else {}
    if mapped:
        result |= {field: templates.expression("=" + inner) for field, inner in feel.fields(mapped).items()}
    timeout = given.get("readTimeoutInSeconds") or given.get("connectionTimeoutInSeconds") or ""
    return {
        "method": str(found.get("method") or "GET").upper(),
        "url": found.get("url", ""),
        "headers": found.get("headers"),
        "query": found.get("queryParameters"),
        "body": found.get("body"),
        "auth": _zeebe_auth(found),
        "result": result,
        "errors": _zeebe_errors(headers.get("errorExpression", "")),
        "retries": retries,
        "timeout": int(timeout) if timeout.isdigit() else None,
    }


def _zeebe_auth(found: dict[str, Any]) -> dict[str, Any]:
    kind = found.get("authentication.type") or "noAuth"
    if kind == "bearer":
        return {"kind": "bearer", "token": found.get("authentication.token", "")}
    if kind == "basic":
        names = ("username", "password")
        return {"kind": "basic"} | {name: found.get(f"authentication.{name}", "") for name in names}
    if kind != "noAuth":
        raise CannotKeep(_("it signs in by “{kind}”, which is not known here", kind=kind))
    return {}


def _zeebe_errors(written: str) -> list[dict[str, str]]:
    pairs = [{"status": status.lower(), "code": code} for status, code in _BPMN_ERROR.findall(written)]
    if written.strip() and not pairs:
        raise CannotKeep(_("its error expression is of a form that is not known here"))
    return pairs


def _camunda(node: Element) -> dict[str, Any] | None:
    kind, given, outputs = inputs.camunda_connector(node)
    if kind != "http-connector":
        return None
    payload = text_of(given["payload"]) if "payload" in given and not len(given["payload"]) else ""
    headers = inputs.camunda_value(given.get("headers"))
    return {
        "method": text_of(given.get("method")).upper() or "GET",
        "url": inputs.camunda_value(given.get("url")),
        "headers": headers if isinstance(headers, dict) else None,
        "body": templates.structure(payload) if payload else inputs.camunda_value(given.get("payload")),
        "result": {name: _camunda_output(element) for name, element in outputs.items()},
    }


def _camunda_output(element: Element) -> str:
    written = text_of(element).strip()
    inside = written[2:-1].strip() if written[:2] in ("${", "#{") else written
    if len(element):
        raise CannotKeep(_("its output “{name}” is a script", name=element.get("name")))
    if inside == "response":
        return "body"
    if inside == "statusCode":
        return "status"
    match = _PROP.fullmatch(inside)
    if match is None:
        raise CannotKeep(_("its output “{name}” is of a form that is not known here", name=written[:60]))
    names = re.findall(r"['\"]([^'\"]+)['\"]", match.group(1))
    return "body" + "".join(f"[{name!r}]" for name in names)


def _spiff(node: Element) -> dict[str, Any] | None:
    kind, given, variable = inputs.spiff_operator(node)
    match = _SPIFF.fullmatch(kind)
    if match is None:
        return None
    found = {name: inputs.spiff_value(written) for name, written in given.items()}
    user, password = found.get("basic_auth_username"), found.get("basic_auth_password")
    whole = "{'http_status': status, 'headers': headers, 'body': body}"
    return {
        "method": match.group(1).upper(),
        "url": found.get("url", ""),
        "headers": found.get("headers"),
        "query": found.get("params"),
        "body": found.get("data") or found.get("json"),
        "auth": {"kind": "basic", "username": user, "password": password} if user else None,
        "result": {variable: whole if kind.endswith("V2") else "body"} if variable else {},
    }


def _flowable(node: Element) -> dict[str, Any] | None:
    if inputs.attribute(node, "type") != "http":
        return None
    found = inputs.flow_fields(node)
    variable = str(found.get("responseVariableName") or f"{node.get('id')}ResponseBody")
    lines = str(found.get("requestHeaders") or "").splitlines()
    headers = dict(line.split(":", 1) for line in lines if ":" in line)
    return {
        "method": str(found.get("requestMethod") or "GET").upper(),
        "url": found.get("requestUrl", ""),
        "headers": {name.strip(): value.strip() for name, value in headers.items()},
        "body": found.get("requestBody"),
        "result": {variable: "body"},
    }
