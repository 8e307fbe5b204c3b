"""Ad-hoc sub-processes (BPMN 10.3.5, 13.3.5): a person chooses what is next, as often as needed, and when it ends."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import conditional_events
from processes.engine.runtime.compiled.step_spec import OutgoingFlow
from processes.engine.runtime.steps.gateways import Exclusive
from processes.engine.runtime.token import Token
from processes.errors import EngineError


class Chooser(Exclusive):
    """Asks what is next; each way leads to a step inside, the default one out.

    One after the other, it asks when nothing is under way; `side_by_side`, all the time. Where `until` holds after a
    step, nobody is asked any more. What is then under way is withdrawn, or (with `rest` = keep) brought to its end.
    """

    reenters = True
    until = ""
    rest = ""
    side_by_side = False

    def arrive(self, token: Token) -> None:
        """Something inside is done (or the sub-process begins): ask, unless that is asked already."""
        scope, top = token.workflow, token.workflow.top_workflow
        begins = token.internal.via == self.incoming[0]
        try:
            ends = bool(self.until) and not begins and conditional_events.holds(top, self.until, token.data)
        except EngineError as error:
            top.fail(token, error.words, error.at)
            return
        asked = next((t for t in scope.tasks.values() if t.task_spec is self and t is not token), None)
        if asked is not None:
            scope.drop(token)
            token = asked
        if ends or (asked is not None and asked.internal.closing):
            self._close(token)
        elif asked is None and (self.side_by_side or not self._under_way(token)):
            super().arrive(token)
        elif asked is None:
            scope.drop(token)

    def leave(self, token: Token) -> None:
        """Begin what was chosen, and ask again; or leave."""
        out = self._out(token)
        if token.internal.chosen == [out.id] and not token.internal.closing:
            self._close(token)
            return
        scope, ends = token.workflow, token.internal.closing
        again = scope.spawn(self.name) if self.side_by_side and not ends else None
        super().leave(token)
        if again is not None:
            super().arrive(again)

    def _close(self, token: Token) -> None:
        """Ask no more; go out when nothing is under way, or right now."""
        scope = token.workflow
        token.internal.closing, token.internal.chosen = True, [self._out(token).id]
        busy = self._under_way(token)
        if busy and self.rest == "keep":
            if token._state == TaskState.READY:
                scope.top_workflow.closed.append(token.key)
            token._state = TaskState.WAITING
            return
        for other in busy:
            scope.drop(other)
        if token._state == TaskState.COMPLETED:
            super().leave(token)
            return
        if token.id in scope.top_workflow.announced:
            scope.top_workflow.closed.append(token.key)
        token._state = TaskState.READY
        scope.top_workflow.queue.append(token)

    def _out(self, token: Token) -> OutgoingFlow:
        return next(flow for flow in self.outgoing if flow.default)

    def _under_way(self, token: Token) -> list[Token]:
        tokens = token.workflow.tasks.values()
        others = [t for t in tokens if t is not token and t.task_spec is not self and not t.on_watch]
        return [t for t in others if t._state != TaskState.COMPLETED]
