"""The rule for one token: keep, move, stay, or just be let go; each with its reason in words."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from processes.engine.migrate.event_subprocesses import same_event
from processes.engine.migrate.route import Continuation, label_of, onward, opens, part_of, quoted_label, step, upstream
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step, Sub
from processes.engine.runtime.steps.gateways import Join
from processes.engine.runtime.token import Token
from processes.engine.values import Move
from processes.messages import _

END = ""


def decide(token: Token, scope: Scope, graph: GraphSpec, new: Definition) -> Move | None:
    """What becomes of a token that stands on its own; None for one that is let go because others go on for it."""
    at = token.task_spec
    target = step(graph, at.name)
    if target is not None:
        return _same_step(token, at, target, new)
    if at.tag == "process":
        return move_of(token, "stay", None, _("the pool {pool} is no longer part of the file", pool=quoted_label(at)))
    if token.internal.race:
        return _race(token, scope, graph)
    whole = part_of(scope.spec, graph, at.name)
    if whole is not None:
        words = _("{step} is now part of {whole}: its work is done there", step=opens(at), whole=quoted_label(whole))
        return move_of(token, "move", whole.name, words)
    way = onward(scope.spec, graph, at.name)
    if absorbed_by(token, scope, graph, way) is not None:
        words = _("{step} is gone with its branch: the case goes on where its other work is", step=opens(at))
        return move_of(token, "move", END, words)
    return _onward(token, graph, way.targets)


def _onward(token: Token, graph: GraphSpec, targets: tuple[str, ...]) -> Move:
    at = token.task_spec
    if not targets:
        return move_of(
            token, "move", END, _("{step} is gone and nothing comes after it: this branch is done", step=opens(at))
        )
    if len(targets) > 1:
        return move_of(
            token, "stay", None, _("{step} is gone and several ways lead on: a person has to choose", step=opens(at))
        )
    shown = _visible_step(graph, targets[0])
    if shown is None:
        words = _("{step} is gone: the work goes on with what comes after it", step=opens(at))
    else:
        words = _("{step} is gone: the work goes on at {next}", step=opens(at), next=quoted_label(shown))
    return move_of(token, "move", targets[0], words)


def _visible_step(graph: GraphSpec, name: str) -> Step | None:
    """The step that people know, behind gateways that only bring ways together; None behind one that branches."""
    seen: set[str] = set()
    at = step(graph, name)
    while at is not None and str(at.tag).endswith("Gateway") and not at.bpmn_name:
        if at.name in seen or len(at.outgoing) != 1 or isinstance(at, Join):
            return None
        seen.add(at.name)
        at = step(graph, at.outgoing[0].target)
    return at


def _race(token: Token, scope: Scope, graph: GraphSpec) -> Move | None:
    """An event that others race with: they go on waiting without it; if all are gone, one of them leads on."""
    mates = [t for t in scope.tasks.values() if t.internal.race == token.internal.race]
    if token is not mates[0] or any(step(graph, mate.task_spec.name) is not None for mate in mates):
        return None
    targets = dict.fromkeys(t for mate in mates for t in onward(scope.spec, graph, mate.task_spec.name).targets)
    return _onward(token, graph, tuple(targets))


def _same_step(token: Token, at: Step, target: Step, new: Definition) -> Move:
    if same_kind(at, target, new) or (_gathers(token) and isinstance(target, Join)):
        name = opens(target)
        tried = token._state == TaskState.ERROR
        said = _("{step} waits to be tried again", step=name) if tried else _("{step} stays open as it is", step=name)
        return move_of(token, "keep", target.name, said)
    if token._state == TaskState.STARTED and isinstance(at, Sub):
        return move_of(token, "stay", None, _("{step} is under way and has become something else", step=opens(at)))
    if token.internal.iterations is not None and token.internal.iterations.done:
        return move_of(
            token,
            "stay",
            None,
            _("some rounds of {step} are done and it is repeated in another way", step=quoted_label(at)),
        )
    return move_of(
        token, "move", target.name, _("{step} has become another kind of step: it begins anew", step=opens(target))
    )


def same_kind(at: Step, target: Step, new: Definition) -> bool:
    """Whether open work at one step can stand at the other as it is."""
    if not same_event(at, target) or at.service != target.service or _repetition(at) != _repetition(target):
        return False
    if isinstance(at, Sub):
        return isinstance(target, Sub) and at.inner == target.inner and target.inner in new.scopes
    return True


def _gathers(token: Token) -> bool:
    return isinstance(token.task_spec, Join) and token.internal.arrived is not None


def _repetition(at: Step) -> str | None:
    return at.loop.kind if at.loop is not None else None


def absorbed_by(token: Token, scope: Scope, graph: GraphSpec, way: Continuation) -> Token | None:
    """Another token on its way to the same join that is gone: the two would have become one there."""
    order = list(scope.tasks)
    for join in way.joins:
        reach = upstream(scope.spec, join) | {join}
        for other in scope.tasks.values():
            linked = other.on_watch or other.internal.is_iteration
            if other is token or linked or other.task_spec.name not in reach:
                continue
            survives = step(graph, other.task_spec.name) is not None
            if survives or order.index(other.id) < order.index(token.id):
                return other
    return None


def move_of(token: Token, act: str, to: str | None, words: str) -> Move:
    """A move of this token."""
    at = token.task_spec
    return Move(token.key, at.bpmn_id or "", label_of(at), act, to, words)  # type: ignore[arg-type]
