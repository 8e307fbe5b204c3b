"""Decisions as JSON, so that a runnable model holds what it decides with: the files that they stand in, as they are.

Models that were made runnable by an earlier version hold the decisions themselves; these are read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from processes.decisions.dmn.parse import decisions_in, sources
from processes.decisions.model import Decision, Input, Output, Rule


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


def packed(files: Mapping[str, bytes], first: Iterable[str] = ()) -> str:
    """DMN files as JSON text, with the decisions of which the first rule that holds counts."""
    return json.dumps({"files": dict(sorted(sources(files))), "first": sorted(set(first))}, ensure_ascii=False)


def firsts(text: str | None) -> set[str]:
    """The decisions in a JSON text of which the first rule that holds counts."""
    return set(orjson.loads(text).get("first", ())) if text else set()


def unpacked(text: str) -> dict[str, Decision]:
    """The decisions that a JSON text holds."""
    held = orjson.loads(text)
    if not isinstance(held.get("files"), dict) or "first" not in held:
        return {id: _decision(one) for id, one in held.items()}
    found = decisions_in({name: said.encode() for name, said in held["files"].items()})
    return found | {id: taking_first(found[id]) for id in held["first"] if id in found}


def taking_first(decision: Decision) -> Decision:
    """The decision with its table's first rule that holds counting."""
    body = decision.body
    if body is None or body.table is None:
        return replace(decision, policy="F")
    return replace(decision, policy="F", body=replace(body, table=replace(body.table, policy="F")))


def _decision(one: dict[str, Any]) -> Decision:
    plain: Any = {name: tuple(one.pop(name)) for name in ("requires", "asks", "names")}
    inputs = tuple(Input(**column) for column in one.pop("inputs"))
    outputs = tuple(Output(**{**column, "order": tuple(column["order"])}) for column in one.pop("outputs"))
    rules = tuple(Rule(tuple(r["inputs"]), tuple(r["outputs"]), r["note"]) for r in one.pop("rules"))
    return Decision(**one, **plain, inputs=inputs, outputs=outputs, rules=rules)
