"""What /api/openapi.json says of answers: the shapes of the things, which call gives which, and how errors look."""

from __future__ import annotations

import re
from typing import Any

from app.kernel.preconditions import changed_by
from app.kernel.telling import PROBLEM
from app.kernel.web import StepwellApp

METHODS = ("get", "post", "put", "patch", "delete")
TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
NUMBER: dict[str, Any] = {"type": "integer"}
YES_NO: dict[str, Any] = {"type": "boolean"}
OBJECT: dict[str, Any] = {"type": "object"}
WORDS: dict[str, Any] = {"type": "array", "items": TEXT}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": inner}


def _thing(*texts: str, **others: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of an object whose named fields are always there; more may come."""
    fields = {**dict.fromkeys(texts, TEXT), **others}
    return {"type": "object", "properties": fields, "required": list(fields)}


STEP = _thing("id", "name")
THINGS: dict[str, dict[str, Any]] = {
    "Problem": _thing("type", "title", "detail", "code", status=NUMBER),
    "Me": _thing("id", "name", "email", roles=_many(OBJECT), zone=MAYBE),
    "Person": _thing("id", "name", "handle", "email", active=YES_NO),
    "Unit": _thing("id", "name", "kind", "path", parent=MAYBE, partner=YES_NO),
    "Role": _thing("id", "person", "role", unit=MAYBE),
    "Version": _thing(
        "id", "sha256", number=NUMBER, mode=MAYBE, runs=YES_NO, why=MAYBE, created_at=MOMENT,
        assumptions=_many(_thing("code", "element", "text")), sentence=MAYBE, note=MAYBE, author=MAYBE, proposal=MAYBE,
    ),
    "Process": _thing("key", "title", "visibility", owner=MAYBE, unit=MAYBE, live=_ref("Version")),
    "Step": _thing("id", "name", "type", lane=MAYBE),
    "OutlineLine": _thing("id", "type", "name", depth=NUMBER, lane=MAYBE),
    "Diff": _thing("sentence", "summary", changes=_many(_thing("kind", "words", step=MAYBE))),
    "Task": _thing(
        "id", "instance", "process", version=NUMBER, step=STEP, lane=MAYBE, data=OBJECT, claimed_by=MAYBE,
        in_place_of=MAYBE, form=_thing(schema=OBJECT),
    ),
    "Instance": _thing(
        "id", "process", version=NUMBER, tasks=_many(_ref("Task")), data=OBJECT, business_key=MAYBE,
        state={"enum": ["running", "suspended", "completed", "failed", "cancelled"]},
    ),
    "Rules": _thing(rules=_many(OBJECT)),
    "Bulk": _thing(done=NUMBER, results=_many(_thing("task", code=MAYBE, words=MAYBE))),
    "Filter": _thing("id", "page", "name", narrow=OBJECT, pinned=YES_NO),
    "Absence": _thing("id", "substitute", begins_at=MOMENT, ends_at=MOMENT),
    "Movable": _thing("task", step=STEP, targets=_many(STEP)),
    "Event": _thing("event", step={"oneOf": [STEP, {"type": "null"}]}, actor=MAYBE, at=MOMENT),
    "Draft": _thing("task", "saved_at", data=OBJECT),
    "File": _thing("id", "name", "type", size=NUMBER),
    "Decision": _thing("id", "name", "file", inputs=WORDS, outputs=WORDS, fault=MAYBE),
    "Decided": _thing(rows=_many(OBJECT), rules=_many(NUMBER)),
    "Companion": _thing("name", "sha256"),
    "Delivered": _thing("id", "state", delivered_to=MAYBE, kept_until=MOMENT),
    "Sent": _thing("id"),
    "CalledCase": _thing("id", "task", "process", "state"),
    "Waits": _thing(
        timers=_many(_thing("task", "step", due_at=MOMENT, held=YES_NO)),
        messages=_many(_thing("task", "step", "kind", "name", correlation=OBJECT)),
        called=_many(_ref("CalledCase")), called_next=MAYBE, caller={"type": ["object", "null"]},
    ),
    "Lanes": _thing(lanes=_many(OBJECT)),
    "Comment": _thing("id", text=MAYBE, author=OBJECT, at=MOMENT, reply_to=MAYBE, step=MAYBE),
    "Flag": _thing("id", "step", "kind", "reason", waste=MAYBE, person=OBJECT, at=MOMENT),
    "Counts": OBJECT,
    "Reaction": _thing("kind", given=YES_NO),
    "Preview": _thing(
        ok=YES_NO, refusals=_many(_thing("code", "words", choices=_many(OBJECT))), words=WORDS, bpmn=MAYBE
    ),
    "ShortProposal": _thing("id", "process", "title", "state", revision=NUMBER, base_version=NUMBER),
    "Proposal": _thing(
        "id", "process", "title", "state", revision=NUMBER, base_version=NUMBER, operations=_many(OBJECT),
        words=WORDS, ballot={"type": ["object", "null"]}, approvals=_many(OBJECT),
    ),
    "Policy": _thing("propose", "vote", "method", number=NUMBER, days=NUMBER),
    "Rollout": _thing(
        "id", "state", version=NUMBER, sentence=MAYBE, instances=OBJECT, verdicts=_many(_ref("Verdict")),
        verdicts_next=MAYBE,
    ),
    "Verdict": _thing("instance", "verdict", "words"),
    "Orphan": _thing("kind", "title", "url", of=MAYBE),
    "Acknowledged": _thing("process", "person", version=NUMBER, at=MOMENT),
    "Notice": _thing("kind", "words", "url", at=MOMENT),
    "Incident": _thing(
        "id", "instance", "process", "kind", "words", attempts=NUMBER, opened_at=MOMENT, closed_at=MOMENT,
        closed_by=MAYBE, step={"oneOf": [STEP, {"type": "null"}]},
    ),
    "FetchedTasks": _thing(
        items=_many(
            _thing(
                "id", "topic", "worker", "lock", "instance", "process", step=STEP, data=OBJECT, business_key=MAYBE,
                locked_until=MOMENT, attempt=NUMBER, retries=NUMBER,
            )
        )
    ),
    "HeldTask": _thing("id", "topic", worker=MAYBE, lock=MAYBE, locked_until=MOMENT),
}  # fmt: skip
PAGES = (
    "people",
    "units",
    "roles",
    "processes",
    "versions",
    "instances",
    "history",
    "tasks",
    "comments",
    "flags",
    "proposals",
    "incidents",
    "verdicts",
    "called",
    "without-anybody",
)
LAST: dict[str, str] = {
    "me": "Me", "people": "Person", "person_id": "Person", "units": "Unit", "roles": "Role", "processes": "Process",
    "key": "Process", "archive": "Process", "restore": "Process", "versions": "Version", "number": "Version",
    "mode": "Version", "steps": "Step", "outline": "OutlineLine", "diff": "Diff", "instances": "Instance",
    "instance_id": "Instance", "cancel": "Instance", "retry": "Instance", "complete": "Instance", "history": "Event",
    "tasks": "Task", "task_id": "Task", "claim": "Task", "release": "Task", "messages": "Delivered", "lanes": "Lanes",
    "comments": "Comment", "comment_id": "Comment", "flags": "Flag", "kind": "Flag", "counts": "Counts",
    "reactions": "Reaction", "preview": "Preview", "proposal_id": "Proposal", "proposals": "Proposal",
    "open": "Proposal", "discuss": "Proposal", "votes": "Proposal", "close": "Proposal", "approve": "Proposal",
    "reject": "Proposal", "withdraw": "Proposal", "revise": "Proposal", "end": "Proposal",
    "deadline": "Proposal", "policy": "Policy", "rollout_id": "Rollout", "verdicts": "Verdict", "called": "CalledCase",
    "without-anybody": "Orphan",
    "assignee": "Task", "delegate": "Task", "due": "Task", "priority": "Task", "bulk": "Bulk", "sharing": "Rules",
    "absences": "Absence", "absence_id": "Absence", "filters": "Filter", "filter_id": "Filter",
    "suspend": "Instance", "resume": "Instance", "move": "Instance", "movable": "Movable",
    "signals": "Sent", "waits": "Waits", "fire": "Instance",
    "draft": "Draft", "files": "File", "revert": "Rollout",
    "decisions": "Decision", "decision_id": "Decision", "decide": "Decided", "companions": "Companion",
    "acknowledge": "Acknowledged", "notices": "Notice", "read": "Notice",
    "incidents": "Incident", "incident_id": "Incident", "fetch-and-lock": "FetchedTasks", "extend": "HeldTask",
    "fail": "HeldTask", "error": "Instance",
}  # fmt: skip
# Paths whose last word says something else elsewhere.
NOT_AS_NAMED = {"/api/v1/incidents/{incident_id}/retry": "incident_id"}
CREATES = (
    "people", "units", "roles", "processes", "versions", "mode", "instances", "comments", "flags", "proposals", "files",
    "absences", "filters",
)  # fmt: skip
ARRAYS = ("absences", "filters", "steps", "movable", "outline", "notices", "decisions", "companions")
SILENT = ("report", "verb")


def register(app: StepwellApp) -> None:
    """Complete the description of the API; call after it is published."""
    spec = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec
    for unused in ("Error", "PaginationMetadata"):
        spec.components.schemas.pop(unused, None)
    for name, schema in THINGS.items():
        if name not in spec.components.schemas:
            spec.components.schema(name, schema)
    problem = {"description": "What was expected, what was found, what to do.", "content": _content("Problem", PROBLEM)}
    for response in spec.components.responses.values():
        response.update(problem)
    _tell_what_can_be_matched(app, spec)
    for path, operations in spec._paths.items():
        for method in METHODS:
            if method in operations:
                _describe(path, method, operations[method], problem)


def _tell_what_can_be_matched(app: StepwellApp, spec: Any) -> None:
    """Say of each call that changes something seen before that it takes If-Match, and what it answers then."""
    said = {"in": "header", "name": "If-Match", "schema": TEXT, "description": "The ETag of what you saw."}
    outdated = {"description": "It is not what you saw any more.", "content": _content("Problem", PROBLEM)}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and changed_by(app, rule.endpoint) is not None:
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
            for method in set(METHODS) & {m.lower() for m in rule.methods or ()}:
                operation = spec._paths[path][method]
                operation.setdefault("parameters", []).append(said)
                operation.setdefault("responses", {})["412"] = outdated


def _describe(path: str, method: str, operation: dict[str, Any], problem: dict[str, Any]) -> None:
    last = NOT_AS_NAMED.get(path) or path.rsplit("/", 1)[-1].strip("{}")
    responses = operation.setdefault("responses", {})
    good = {code for code in map(str, responses) if code.startswith("2")}
    if last in SILENT or method == "delete":
        responses.setdefault("204", {"description": "Done."})
    else:
        status = next(iter(good), "201" if method == "post" and last in CREATES else "200")
        described = responses.setdefault(status, {})
        described["description"] = str(operation.get("summary") or "Done.")
        described.setdefault("content", _answer(last, method))
    for status in ("401", "403", "404"):
        responses.setdefault(status, problem)


def _answer(last: str, method: str) -> dict[str, Any]:
    if last == "bpmn":
        return {"application/bpmn+xml": {"schema": TEXT}}
    if last in ("file_id", "companion_name"):
        return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    name = LAST.get(last)
    if name is None:
        return {"application/json": {"schema": OBJECT}}
    if method == "get" and last in ARRAYS:
        return {"application/json": {"schema": _many(_ref(name))}}
    if method == "get" and last in PAGES:
        item = _ref("ShortProposal" if last == "proposals" else name)
        return {"application/json": {"schema": _thing(items=_many(item), next=MAYBE)}}
    return _content(name, "application/json")


def _content(name: str, kind: str) -> dict[str, Any]:
    return {kind: {"schema": _ref(name)}}
