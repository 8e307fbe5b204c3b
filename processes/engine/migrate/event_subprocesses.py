"""What waits besides the work, at a border or for an event sub-process: what goes on waiting, and what is new."""

from __future__ import annotations

from uuid import UUID

from processes.engine.migrate.route import opens, quoted_label, step
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.catch_events import Boundary, Catch
from processes.engine.runtime.token import Token
from processes.messages import _


def stays(token: Token, scope: Scope, graph: GraphSpec) -> bool:
    """Whether a token that only watches goes on watching: same kind of event, same place."""
    at, target = token.task_spec, step(graph, token.task_spec.name)
    if target is None or not target.armed or not same_event(at, target):
        return False
    host = _host(token, scope)
    if host is not None and token.internal.event_index is not None:
        return stays(host, scope, graph) if host.on_watch else True
    if host is None:
        return target.name in graph.watchers
    watched = step(graph, host.task_spec.name)
    return watched is not None and target.name in watched.boundary


def same_event(at: Step, target: Step) -> bool:
    """Whether two steps wait in the same way; texts and times may differ."""
    if type(at) is not type(target) or at.manual != target.manual:
        return False
    if not isinstance(at, Catch) or not isinstance(target, Catch):
        return True
    same_kinds = [one.kind for one in at.events] == [one.kind for one in target.events]
    return same_kinds and (at.event.kind, at.armed) == (target.event.kind, target.armed)


def fresh(at: Step, was: Step, graph: GraphSpec, lost: set[str]) -> list[Boundary]:
    """The boundary events that begin to watch an open step: new ones, and those that became another kind."""
    names = [name for name in at.boundary if name not in was.boundary or name in lost]
    found = [graph.task_specs[name] for name in names]
    return [one for one in found if isinstance(one, Boundary) and one.armed]


def notes(scope: Scope, graph: GraphSpec, kept: set[str]) -> list[str]:
    """Sentences on what is no longer waited for, what is from now on, and what keeps its time."""
    said: list[str] = []
    lost: dict[str, set[str]] = {}
    for token in scope.tasks.values():
        at, host = token.task_spec, _owner(token, scope)
        if token.internal.is_iteration or token.internal.event_index is not None or (host and host not in kept):
            continue
        if token.on_watch and not stays(token, scope, graph):
            lost.setdefault(host, set()).add(at.name)
            said.append(_("{event} is no longer watched for", event=_about(at)))
        elif token.on_watch or token.key in kept:
            said += _retold(token, step(graph, at.name))
    for token in scope.tasks.values():
        target = step(graph, token.task_spec.name)
        if token.key in kept and target is not None and not token.on_watch and not token.internal.is_iteration:
            gone = lost.get(token.key, set())
            new = fresh(target, token.task_spec, graph, gone)
            said += [_watched(one, target) for one in new]
    begun = set(graph.watchers) - set(scope.spec.watchers) | lost.get("", set()) & set(graph.watchers)
    return said + [
        _("{event} is watched for from now on", event=opens(graph.task_specs[n])) for n in graph.watchers if n in begun
    ]


def _host(token: Token, scope: Scope) -> Token | None:
    """What a token watches, as long as it is there."""
    key = token.internal.host
    return scope.tasks.get(UUID(key)) if key else None


def _owner(token: Token, scope: Scope) -> str:
    """The key of the step that a token watches; of one of its iterations, that of the whole step."""
    host = _host(token, scope)
    return token.internal.host if host is None else host.internal.iteration_of or token.internal.host


def _watched(event: Step, target: Step) -> str:
    if event.each:
        return _("{event} is watched for from now on", event=_about(event))
    return _("{event} watches {step} from now on", event=_about(event), step=quoted_label(target))


def _about(event: Step) -> str:
    """What an event is called at the beginning of a sentence; that of a listener bears the name of its step."""
    return _("The time that {step} may take", step=quoted_label(event)) if event.each else opens(event)


def _retold(token: Token, target: Step | None) -> list[str]:
    at = token.task_spec
    if not isinstance(at, Catch) or not isinstance(target, Catch) or at.event == target.event:
        return []
    if at.event.kind == "timer":
        return [_("{event} keeps the time it was set to", event=_about(target))]
    if at.event.name != target.event.name:
        return [_("{event} waits for “{name}” now", event=opens(target), name=target.event.name)]
    return (
        [_("{event} asks its new condition from now on", event=opens(target))] if at.event.kind == "condition" else []
    )
