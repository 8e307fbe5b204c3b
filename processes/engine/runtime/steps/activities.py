"""The kinds of steps: what a token does on each of them.

They are SpiffWorkflow task specs with a token game instead of its task tree: nothing is predicted, a finished token is
forgotten, joins count tokens by flow. So an instance is as small as what is live, and cycles and depth cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import call_activity, compensation, data_associations, multi_instance
from processes.engine.runtime.compiled.step_spec import Listener, OutgoingFlow, StepSpec
from processes.engine.runtime.listeners import hear
from processes.engine.runtime.subprocess_scope import SubScope
from processes.engine.runtime.token import Token
from processes.errors import EngineError
from processes.forms.variable_usage import sets
from processes.messages import _


class Step(StepSpec):
    """A step that is done as soon as a token arrives; with `ask`, when a person says so."""

    # SpiffWorkflow's hooks -------------------------------------------------------------------------------------------

    def _update(self, my_task: Token) -> None:
        self.arrive(my_task)

    def _on_ready(self, my_task: Token) -> None:
        top = my_task.workflow.top_workflow
        if self.manual:
            top.open(my_task)
            top.record("task_opened", self, my_task)
        else:
            top.queue.append(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        return True if my_task.internal.iterations is not None else self.act(my_task)

    def _on_complete(self, my_task: Token) -> None:
        inside = my_task.internal.is_iteration
        if inside or self.loop is None:
            there = my_task.id in my_task.workflow.tasks  # what it raised may have taken it away, and was heard then
            if self.listeners and there and not self._heard(my_task, self.listeners, "complete", "end"):
                return
            if self.outputs:
                data_associations.give(self, my_task)
            event = "task_completed" if self.manual or self.service else "step_passed"
            chosen = my_task.internal.chosen
            about = {"flows": chosen} if chosen else {}
            my_task.workflow.top_workflow.record(event, self, my_task, **about)
            if not my_task.internal.compensates and (self.compensation_handler or my_task.ended is not None):
                compensation.remember(self, my_task)
        if inside:
            multi_instance.iteration_completed(self, my_task)
        elif my_task.internal.compensates:
            compensation.handler_completed(my_task)
        else:
            self.leave(my_task)

    def _on_error_hook(self, my_task: Token) -> None:
        return None

    # what steps do ---------------------------------------------------------------------------------------------------

    def arrive(self, token: Token) -> None:
        """A token has come along a flow."""
        self.enter(token)

    def enter(self, token: Token) -> None:
        """Take what the step reads, watch its border, and begin it or its iterations.

        Where that fails, it is an incident and tried anew from there; where it was inputs, no border is watched yet.
        """
        watched = token.internal.failed_before not in ("", "inputs")
        token.internal.failed_before = ""
        each = self.loop is None or token.internal.is_iteration
        if self.inputs and not self._try(token, "inputs", partial(data_associations.take, self)):
            return
        if not watched:
            self._watch(token)
        if self.listeners and each and not self._try(token, "listeners", self._begins):
            return
        if self.loop is not None and not token.internal.is_iteration:
            multi_instance.start(self, token)
        else:
            self.begin(token)

    def _begins(self, token: Token) -> None:
        hear(self.listeners, token, "start", "create")

    def _try(self, token: Token, what: str, do: Callable[[Token], None]) -> bool:
        """Do what comes before the step; False where it fails, and the token stays as an incident."""
        try:
            do(token)
        except EngineError as error:
            token.internal.failed_before = what
            token.workflow.top_workflow.fail(token, error.words, error.at)
            return False
        return True

    def _watch(self, token: Token) -> None:
        """Have tokens wait for what may happen at the border, as long as the step is open."""
        for name in self.boundary:
            boundary = token.workflow.spec.task_specs[name]
            if boundary.armed and self.is_watched_by(boundary, token):
                watcher = token.workflow.spawn(name)
                watcher.internal.host = token.key
                boundary.begin(watcher)

    def is_watched_by(self, boundary: Step, token: Token) -> bool:
        """Whether an event at the border is one for this token: that of each round, or that of all of them."""
        return self.loop is None or boundary.each == token.internal.is_iteration

    def begin(self, token: Token) -> None:
        """Start the work of this step; along a flow by which it has `come` already, go on."""
        if token.internal.via in self.come:
            token._state = TaskState.READY
            token.workflow.top_workflow.queue.append(token)
        else:
            token._ready()

    def act(self, token: Token) -> bool | None:
        """Carry the step out; None means that it goes on elsewhere."""
        return True

    def select_flows(self, token: Token) -> list[OutgoingFlow]:
        """The flows a token leaves by."""
        return self.outgoing

    def leave(self, token: Token) -> None:
        """Send tokens on, and forget this one."""
        scope = token.workflow
        if token.id not in scope.tasks:
            return
        flows = self.select_flows(token)
        listeners = [one for flow in flows for one in flow.listeners]
        if listeners and not self._heard(token, listeners, "take"):
            return
        for flow in flows:
            child = scope.spawn(flow.target, flow.id)
            self.mark(token, child)
            child.task_spec._update(child)
        scope.drop(token)
        scope.close_if_idle()

    def again(self, token: Token) -> None:
        """Go on where it failed when the step was done: at its listeners, those of a flow, or behind an iteration."""
        token._state = TaskState.COMPLETED
        if token.internal.failed_after == "take":
            self.leave(token)
        elif token.internal.failed_after == multi_instance.ENDED:
            multi_instance.iteration_completed(self, token)
        else:
            self._on_complete(token)

    def _heard(self, token: Token, those: Iterable[Listener], *events: str) -> bool:
        """Carry out listeners; False where one fails, and the token stays as an incident."""
        try:
            hear(those, token, *events)
        except EngineError as error:
            token.internal.failed_after = events[-1]
            token.workflow.top_workflow.fail(token, error.words, error.at)
            return False
        token.internal.failed_after = ""
        return True

    def mark(self, token: Token, child: Token) -> None:
        """A place for steps that tell their followers something."""


class Closing(Step):
    """What a process does last: its listeners for its end; one that fails keeps it from ending."""

    def enter(self, token: Token) -> None:
        """Carry the listeners out, and let the process end."""
        token.internal.failed_before = ""
        try:
            hear(self.listeners, token, "end")
        except EngineError as error:
            token.internal.failed_before = "listeners"
            token.workflow.top_workflow.fail(token, error.words, error.at)
            return
        scope, token._state = token.workflow, TaskState.COMPLETED
        scope.drop(token)
        scope.top_workflow.finished(scope)


class External(Step):
    """A step that a service carries out: `worker` (by topic), `http`, `mail` or `call`, as its settings say."""

    def begin(self, token: Token) -> None:
        """Offer the work to its service."""
        token._state = TaskState.STARTED
        token.workflow.top_workflow.open(token)
        token.workflow.top_workflow.record("task_opened", self, token, **({"topic": self.topic} if self.topic else {}))


class Script(Step):
    """A script task (BPMN 10.3.3); the script runs in the sandbox."""

    script = ""

    def act(self, token: Token) -> bool | None:
        """Run the script on what is known here; a formula stands with what the step gives, and there is no script."""
        if not self.script:
            return True
        facts = {**token.data, **multi_instance.facts(token)}
        made = token.workflow.top_workflow.definition.sandbox.execute(self.script, facts)
        if unset := token.unset():
            # The sandbox tells what has changed; a field that gets the very value of one further out is set, too.
            made = {name: facts[name] for name in sets(self.script) & unset if name in facts} | made
        token.write(made)
        return True


class Sub(Step):
    """A sub-process or a call of another process of the file (BPMN 13.3.4)."""

    inner = ""

    def begin(self, token: Token) -> None:
        """Start the graph inside; where only its answer could not be worked out, have it answer again."""
        top = token.workflow.top_workflow
        ended = top.subprocesses.get(token.id)
        if ended is not None:
            token._state = TaskState.STARTED
            top.finished(ended)
            return
        depth, scope = 0, token.workflow
        while scope.host is not None:
            depth, scope = depth + 1, scope.host.workflow
        if depth > 50:
            top.fail(token, _("processes call each other without end"))
            return
        inner = SubScope(top.subprocess_specs[self.inner], token)
        if inner.apart:
            try:
                inner.data = call_activity.start_data(token)
            except EngineError as error:
                top.fail(token, error.words, error.at)
                return
        token._state = TaskState.STARTED
        top.subprocesses[token.id] = inner
        inner.enter()
