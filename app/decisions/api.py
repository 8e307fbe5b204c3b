"""Read and try the decision tables of a process, for other programs; part of the blueprint of the library."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.catalog.api import blueprint
from app.catalog.api.bodies import body, opened
from app.catalog.queries import live_version
from app.catalog.queries import version as numbered
from app.decisions import schemas
from app.decisions.queries import Decides, Shown, decides
from app.kernel.db.transactions import transaction
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.rate_limits import limiter
from app.kernel.times import clock
from processes import decisions as engine
from processes.decisions import CannotDecide
from processes.expressions.feel.temporal.calendar import from_datetime


@blueprint.route("/processes/<key>/decisions", methods=["GET"])
@blueprint.arguments(schemas.VersionQuery, location="query")
@blueprint.response(200, schemas.DecisionSchema(many=True))
def list_decisions(query: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """List the decisions of a version, by default the live one."""
    return [_short(one) for one in _found(key, query["version"]).shown]


@blueprint.route("/processes/<key>/decisions/<path:decision_id>", methods=["GET"])
@blueprint.arguments(schemas.VersionQuery, location="query")
@blueprint.response(200, schemas.WholeDecisionSchema)
def read_decision(query: dict[str, Any], key: str, decision_id: str) -> dict[str, Any]:
    """Read a decision with its rules."""
    found = _found(key, query["version"])
    shown = found.by_id(decision_id)
    one = shown.decision
    columns = {"inputs": [asdict(c) for c in one.inputs], "outputs": [asdict(c) for c in one.outputs]}
    return _short(shown) | {"rules": [asdict(rule) for rule in one.rules], "columns": columns}


@blueprint.route("/processes/<key>/decide", methods=["POST"])
@blueprint.response(200, schemas.DecidedSchema)
@limiter.limit("300 per minute")
@transaction("read")
def decide(key: str) -> dict[str, Any]:
    """Try a decision on data; nothing is kept of it."""
    given = body(schemas.Trying())
    found = _found(key, given["version"])
    shown = found.by_id(given["decision"])
    try:
        made = found.evaluator.decide(shown.decision.id, given["data"], from_datetime(clock.now()))
    except CannotDecide as error:
        raise Invalid("NO_ANSWER", str(error)) from error
    return {"value": made.value, "rows": made.rows, "rules": [number + 1 for number in made.hits]}


def _found(key: str, number: int | None) -> Decides:
    process, session = opened(key), current_session()
    return decides(session, live_version(session, process) if number is None else numbered(session, process, number))


def _short(shown: Shown) -> dict[str, Any]:
    one = shown.decision
    return {
        "id": one.id, "name": one.name, "file": shown.file, "hit_policy": one.policy, "expression": one.formula or None,
        "inputs": [column.expression for column in one.inputs], "outputs": [column.name for column in one.outputs],
        "requires": list(one.requires), "steps": [step.step_id for step in shown.steps], "fault": one.fault or None,
        "policy": engine.POLICIES.get(one.policy, ""),
    }  # fmt: skip
