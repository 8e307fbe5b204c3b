"""What /api/openapi.json says of votes and policies, of which the method names a part."""

from __future__ import annotations

from flask_smorest import Api

from app.ballots.described import also_gives, takes_one


def requests(api: Api) -> None:
    """Say what can be sent as a vote or a policy, and what a policy says, method by method."""
    takes_one(api, "VoteIn", lambda method: method.selection_schema)
    takes_one(api, "PolicyIn", lambda method: method.settings_schema)
    also_gives(api, "Policy", lambda method: method.settings_schema)
