"""What /api/openapi.json says of what each method takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_smorest import Api
from marshmallow import Schema

from app.ballots.methods import METHODS
from app.ballots.methods.contract import Method

Of = Callable[[Method[Any, Any]], type[Schema]]
Described = dict[str, Any]


def describe(api: Api) -> None:
    """Say what ballots and votes say besides, by the method of the ballot."""
    also_gives(api, "Ballot", lambda method: method.rule_schema)
    also_gives(api, "MyVote", lambda method: method.selection_schema)
    also_gives(api, "Option", lambda method: method.option_schema)
    tallies = [_schema(api, method.tally_schema) for method in METHODS.values()]
    api.spec.components.schemas["Ballot"]["properties"]["tally"] = {"anyOf": tallies}


def also_gives(api: Api, name: str, of: Of) -> None:
    """Add to an answer what the methods name, each where it is the one."""
    fields = api.spec.components.schemas[name]["properties"]
    for method in METHODS.values():
        for field, schema in _schema(api, of(method)).get("properties", {}).items():
            other = fields.setdefault(field, schema)
            if other != schema:
                fields[field] = {"anyOf": [*other.get("anyOf", [other]), schema]}


def takes_one(api: Api, name: str, of: Of) -> None:
    """Say that a request has, besides its own fields, those that one of the methods names."""
    plain = api.spec.components.schemas[name]
    api.spec.components.schemas[name] = {
        "anyOf": [_with(plain, method, _schema(api, of(method))) for method in METHODS.values()],
    }


def _with(plain: Described, method: Method[Any, Any], own: Described) -> Described:
    both: Described = {"type": "object", "title": method.title, "description": method.about}
    both["additionalProperties"] = False
    both["properties"] = {**own["properties"], **plain["properties"]}
    if method.reason_hint and "reason" in both["properties"]:
        both["properties"]["reason"] = {**both["properties"]["reason"], "description": method.reason_hint}
    required = [*own.get("required", []), *plain.get("required", [])]
    return {**both, "required": required} if required else both


def _schema(api: Api, schema: type[Schema]) -> Described:
    found: Described = api.ma_plugin.converter.schema2jsonschema(schema)
    return found
