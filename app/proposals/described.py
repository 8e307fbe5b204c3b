"""What /api/openapi.json says of operations and votes, of which kinds and methods name a part."""

from __future__ import annotations

from flask_smorest import Api

from app.ballots.described import takes_one
from processes.change import KINDS

OPERATIONS_IN = ("OperationsIn", "ProposalIn", "ReviseIn")


def requests(api: Api) -> None:
    """Say what can be sent as a vote, method by method."""
    takes_one(api, "VoteIn", lambda method: method.selection_schema)


def operations(api: Api) -> None:
    """Say what an operation is, kind by kind."""
    schemas = api.spec.components.schemas
    schemas["Operation"] = {"oneOf": [kind.schema() for kind in KINDS.values()]}
    for name in OPERATIONS_IN:
        schemas[name]["properties"]["operations"]["items"] = {"$ref": "#/components/schemas/Operation"}
