"""The policy of a process for programs; the features above add proposals and votes to the same blueprint."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask_smorest import Api

from app.ballots.schemas.by_method import also_gives, takes_one
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.decision_policy import actions, queries, schemas
from app.decision_policy.slots import undecidable
from app.decision_policy.values import changed
from app.kernel.api.blueprint import Blueprint
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes

blueprint = Blueprint("proposals_api", __name__, url_prefix="/api/v1", description="Proposals, votes and approvals")


@blueprint.get("/processes/<key>/policy")
@blueprint.response(200, schemas.PolicySchema)
def policy(key: str) -> dict[str, Any]:
    """Give the policy of a process."""
    session = current_session()
    return _policy(catalog.process_by_key(session, current_actor(), key))


@blueprint.put("/processes/<key>/policy")
@changes("proposals_api.policy", catalog.lock_process)
@blueprint.arguments(schemas.PolicyIn)
@blueprint.response(200, schemas.PolicySchema)
def set_policy(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Change the policy of a process: what is not sent stays as it is."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    current = queries.current_policy(session, process.id)[1]
    actions.set_policy(session, actor, process, changed(current, given))
    return _policy(process)


def _policy(process: Process) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    number, policy = queries.current_policy(session, process.id)
    stuck = list(chain(*undecidable.answers(session, actor, process=process)))
    return schemas.say_policy(number, policy, queries.warnings(session, process, policy), stuck)


def described(api: Api) -> None:
    """Say what can be sent as a policy, and what a policy says, method by method."""
    takes_one(api, "PolicyIn", lambda method: method.settings_schema)
    also_gives(api, "Policy", lambda method: method.settings_schema)
