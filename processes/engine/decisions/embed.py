"""Decisions as JSON, so that a runnable model holds what it decides with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from processes.engine.decisions.values import Decision, Input, Output, Rule


def closure(decisions: Mapping[str, Decision], ids: Iterable[str]) -> dict[str, Decision]:
    """These decisions and all that they require, by id."""
    found: dict[str, Decision] = {}
    todo = list(ids)
    while todo:
        id = todo.pop()
        if id in decisions and id not in found:
            found[id] = decisions[id]
            todo += decisions[id].requires
    return found


def packed(decisions: Mapping[str, Decision]) -> str:
    """The decisions as JSON text."""
    return json.dumps({id: asdict(one) for id, one in sorted(decisions.items())}, ensure_ascii=False)


def unpacked(text: str) -> dict[str, Decision]:
    """The decisions that a JSON text holds."""
    return {id: _decision(one) for id, one in orjson.loads(text).items()}


def _decision(one: dict[str, Any]) -> Decision:
    plain: Any = {name: tuple(one.pop(name)) for name in ("requires", "asks", "names")}
    inputs = tuple(Input(**column) for column in one.pop("inputs"))
    outputs = tuple(Output(**{**column, "order": tuple(column["order"])}) for column in one.pop("outputs"))
    rules = tuple(Rule(tuple(r["inputs"]), tuple(r["outputs"]), r["note"]) for r in one.pop("rules"))
    return Decision(**one, **plain, inputs=inputs, outputs=outputs, rules=rules)
