"""Decide for every token: keep, move, or stay; with the reason in words."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from processes.engine.compile.definition import Definition
from processes.engine.compile.graph import GraphSpec
from processes.engine.compile.steps import Step, Sub
from processes.engine.migrate.omitted import omitted
from processes.engine.migrate.route import Onward, onward, step, upstream
from processes.engine.run.scope import Instance, Scope
from processes.engine.run.token import Token
from processes.engine.values import Move, Plan

END = ""


def planned(instance: Instance, new: Definition) -> Plan:
    """A move for every token that stands on its own (what hangs on another one goes with it), and the verdict."""
    moves: list[Move] = []
    notes: list[str] = []
    _scope(instance, new.spec, new, moves, notes)
    return _verdict(moves, notes)


def _scope(scope: Scope, graph: GraphSpec, new: Definition, moves: list[Move], notes: list[str]) -> None:
    top = scope.top_workflow
    for token in list(scope.tasks.values()):
        if token.internal_data.get("of"):
            continue
        if token.on_watch and step(graph, token.task_spec.name) is None:
            continue
        move = _move(token, scope, graph, new)
        moves.append(move)
        if move.act != "keep":
            continue
        rounds = [t for t in scope.tasks.values() if t.internal_data.get("of") == token.key]
        for one in [token, *rounds]:
            inner = top.subprocesses.get(one.id)
            target = step(graph, one.task_spec.name)
            if inner is not None and isinstance(target, Sub):
                _scope(inner, new.scopes[target.inner], new, moves, notes)
    notes += omitted(scope, graph, moves)


def _move(token: Token, scope: Scope, graph: GraphSpec, new: Definition) -> Move:
    at = token.task_spec
    target = step(graph, at.name)
    if target is not None:
        return _same_step(token, at, target, new)
    if at.tag == "process":
        return _made(token, "stay", None, f"the pool “{called(at)}” is no longer part of the file")
    if token.internal_data.get("race"):
        return _made(token, "stay", None, f"“{called(at)}” is gone while the instance waits for what happens first")
    way = onward(scope.spec, graph, at.name)
    if absorbed_by(token, scope, graph, way) is not None:
        words = f"“{called(at)}” is gone with its branch: the instance goes on where its other work is"
        return _made(token, "move", END, words)
    if not way.targets:
        return _made(token, "move", END, f"“{called(at)}” is gone and nothing comes after it: this branch is done")
    if len(way.targets) > 1:
        return _made(token, "stay", None, f"“{called(at)}” is gone and several ways lead on: a person has to choose")
    onto = step(graph, way.targets[0])
    assert onto is not None
    is_gateway = str(onto.tag).endswith("Gateway")
    where = f"at “{called(onto)}”" if onto.bpmn_name or not is_gateway else "with what comes after it"
    return _made(token, "move", onto.name, f"“{called(at)}” is gone: the work goes on {where}")


def _same_step(token: Token, at: Step, target: Step, new: Definition) -> Move:
    same = type(at) is type(target) and at.manual == target.manual
    if isinstance(at, Sub):
        same = same and isinstance(target, Sub) and at.inner == target.inner and target.inner in new.scopes
    if same and _rounds(at) == _rounds(target):
        return _made(token, "keep", target.name, f"“{called(target)}” stays open as it is")
    if token.task_spec.name and token._state == TaskState.STARTED and isinstance(at, Sub):
        return _made(token, "stay", None, f"“{called(at)}” is under way and has become something else")
    return _made(token, "move", target.name, f"“{called(target)}” has become another kind of step: it begins anew")


def _rounds(at: Step) -> str | None:
    return at.repeat.kind if at.repeat is not None else None


def absorbed_by(token: Token, scope: Scope, graph: GraphSpec, way: Onward) -> Token | None:
    """Another token on its way to the same join that is gone: the two would have become one there."""
    order = list(scope.tasks)
    for join in way.joins:
        reach = upstream(scope.spec, join) | {join}
        for other in scope.tasks.values():
            linked = other.on_watch or other.internal_data.get("of")
            if other is token or linked or other.task_spec.name not in reach:
                continue
            survives = step(graph, other.task_spec.name) is not None
            if survives or order.index(other.id) < order.index(token.id):
                return other
    return None


def called(at: Step) -> str:
    """What people call a step."""
    return str(at.bpmn_name or at.bpmn_id or at.name)


def _made(token: Token, act: str, to: str | None, words: str) -> Move:
    at = token.task_spec
    return Move(token.key, at.bpmn_id or "", called(at), act, to, words)  # type: ignore[arg-type]


def _verdict(moves: list[Move], notes: list[str]) -> Plan:
    stays = [move.words for move in moves if move.act == "stay"]
    if stays:
        return Plan("stayed", f"Stays on its version: {'; '.join(stays)}.", tuple(moves))
    moved = [move.words for move in moves if move.act == "move"]
    words = "; ".join(dict.fromkeys(moved)) or "Goes on in the new version as it is"
    sentences = dict.fromkeys([words, *notes])
    text = " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)
    return Plan("redirected" if moved else "moved", text, tuple(moves))
