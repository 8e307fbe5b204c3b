"""Decide for every token: keep, move, or stay; with the reason in words."""

from __future__ import annotations

from dataclasses import replace

from processes.engine.migrate import asked, event_gateways, event_subprocesses
from processes.engine.migrate.pools import top_of
from processes.engine.migrate.route import opens, quoted_label, standing, step, wrapped
from processes.engine.migrate.skipped import done_again, missed_parts, skipped_steps
from processes.engine.migrate.token_rule import decide
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Instance, Scope
from processes.engine.runtime.steps.activities import Sub
from processes.engine.values import Move, Plan
from processes.messages import _, capital, joined, sentences


def plan_of(instance: Instance, new: Definition) -> Plan:
    """A move for every token that stands on its own (what hangs on another one goes with it), and the verdict."""
    top = top_of(instance, new)
    if top.why:
        return stay_plan(top.why)
    planning = _Planning(new)
    planning.scope(top.scope, top.graph)
    return planning.verdict()


def stay_plan(why: str, moves: tuple[Move, ...] = ()) -> Plan:
    """The plan that leaves an instance on its version, and why."""
    return Plan("stayed", _("Stays on its version: {why}.", why=why), moves)


class _Planning:
    """Goes through the scopes of one instance and notes what becomes of each token."""

    def __init__(self, new: Definition) -> None:
        self.new = new
        self.moves: list[Move] = []
        self.notes: list[str] = []
        self.skips: list[str] = []
        self.again: list[str] = []

    def scope(self, scope: Scope, graph: GraphSpec) -> None:
        """Plan one scope and what runs in it."""
        here: list[Move] = []
        kept: set[str] = set()
        for token, own in standing(scope, graph):
            around = wrapped(scope.spec, graph, self.new, token.task_spec.name)
            level = self.new.scopes[around.inner] if around is not None else graph
            if token.internal.is_iteration or (token.on_watch and not event_subprocesses.stays(token, own, level)):
                continue
            move = decide(token, own, level, self.new)
            if move is None:
                self.notes.append(
                    _("{step} is gone: the case waits for the rest without it", step=opens(token.task_spec))
                )
                continue
            if around is not None and move.act == "move":
                words = _("{step} has become something else in {whole}", step=opens(token.task_spec),
                          whole=quoted_label(around))  # fmt: skip
                move = replace(move, act="stay", to=None, words=words)
            self.moves.append(move)
            here.append(replace(move, to=around.name) if around is not None and move.act == "keep" else move)
            if move.act == "keep":
                self._inside(own, level, move)
                kept |= {move.task_id} if around is None and own is scope else set()
        self.notes += asked.notes(scope, graph, kept)
        self.notes += event_subprocesses.notes(scope, graph, kept)
        self.notes += event_gateways.notes(scope, graph, kept)
        self.notes += _no_longer_undone(scope, graph)
        self.skips += skipped_steps(scope, graph, here)
        self.skips += missed_parts(scope, graph, here)
        self.again += done_again(scope, graph, here)

    def _inside(self, scope: Scope, graph: GraphSpec, move: Move) -> None:
        top = scope.top_workflow
        for one in list(scope.tasks.values()):
            if move.task_id not in (one.key, one.internal.iteration_of):
                continue
            inner = top.subprocesses.get(one.id)
            target = step(graph, one.task_spec.name)
            if inner is not None and isinstance(target, Sub):
                self.scope(inner, self.new.scopes[target.inner])

    def verdict(self) -> Plan:
        """All of it as a plan."""
        moves, stays = tuple(self.moves), [move.words for move in self.moves if move.act == "stay"] + self.again
        if stays:
            return stay_plan(joined("; ", dict.fromkeys(stays)), moves)
        moved = [move.words for move in moves if move.act == "move"]
        words = joined("; ", dict.fromkeys(moved)) if moved else _("Goes on in the new version as it is")
        skips = tuple(dict.fromkeys(self.skips))
        said = [_("Skipped: {step}", step=skip) for skip in skips]
        text = sentences(*(joined("", (capital(one), ".")) for one in dict.fromkeys([words, *self.notes, *said])))
        return Plan("redirected" if moved else "moved", text, moves, skips)


def _no_longer_undone(scope: Scope, graph: GraphSpec) -> list[str]:
    """Sentences on what was done and could have been taken back, and cannot any more."""
    old = {record["step"]: step(scope.spec, record["step"]) for record in scope.done}
    lost = [at for name, at in old.items() if at is not None and at.compensation_handler and not _can_undo(graph, name)]
    return [_("{step} was done and can no longer be undone", step=opens(at)) for at in lost]


def _can_undo(graph: GraphSpec, name: str) -> bool:
    now = step(graph, name)
    return now is not None and bool(now.compensation_handler)
