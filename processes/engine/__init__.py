"""Run processes: import, start, complete, save, restore, migrate. The only place that knows SpiffWorkflow."""

from __future__ import annotations

from processes.assumptions import Assumption
from processes.engine.commands.actions import (
    complete,
    deliver,
    fire_timers,
    inspect,
    pass_on,
    report_error,
    report_failure,
    retry,
    start,
)
from processes.engine.commands.standing import Stopped, standing, stopped
from processes.engine.commands.start_form import forms_asked, start_form, start_values
from processes.engine.commands.task_listeners import hears, tell
from processes.engine.commands.timer_commands import cancel_timer, fire_timer
from processes.engine.commands.token_move import Movable, movable, move
from processes.engine.compile.candidate_groups import NamedGroups, listed_names, named_groups
from processes.engine.compile.definition import definition
from processes.engine.compile.triggers import Trigger, triggers
from processes.engine.migrate import migrate, plan
from processes.engine.preparation.check import check
from processes.engine.preparation.dry_run import dry_run
from processes.engine.preparation.prepare import prepare
from processes.engine.runtime.call_activity import answer_data, call_data, call_key
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.results.assignment import declared_assignments
from processes.engine.runtime.stored.externalise import split_large, with_large, without_large
from processes.engine.values import (
    SERVICE_KINDS,
    CheckResult,
    DryRun,
    ExecutionResult,
    Incident,
    Migrated,
    Move,
    OpenTask,
    Plan,
    Prepared,
    Start,
    StepEvent,
    Thrown,
    Timer,
    Waiting,
)
from processes.errors import CannotRun, EngineError, InvalidForm, NotOpen, ScriptRejected, StepFailed
from processes.expressions.bounds import CodeMet, code_time, without_code
from processes.forms import check as check_form

__all__ = [
    "SERVICE_KINDS",
    "Assumption",
    "CannotRun",
    "CheckResult",
    "CodeMet",
    "Definition",
    "DryRun",
    "EngineError",
    "ExecutionResult",
    "Incident",
    "InvalidForm",
    "Migrated",
    "Movable",
    "Move",
    "NamedGroups",
    "NotOpen",
    "OpenTask",
    "Plan",
    "Prepared",
    "ScriptRejected",
    "Start",
    "StepEvent",
    "StepFailed",
    "Stopped",
    "Thrown",
    "Timer",
    "Trigger",
    "Waiting",
    "answer_data",
    "call_data",
    "call_key",
    "cancel_timer",
    "check",
    "check_form",
    "code_time",
    "complete",
    "declared_assignments",
    "definition",
    "deliver",
    "dry_run",
    "fire_timer",
    "fire_timers",
    "forms_asked",
    "hears",
    "inspect",
    "listed_names",
    "migrate",
    "movable",
    "move",
    "named_groups",
    "pass_on",
    "plan",
    "prepare",
    "report_error",
    "report_failure",
    "retry",
    "split_large",
    "standing",
    "start",
    "start_form",
    "start_values",
    "stopped",
    "tell",
    "triggers",
    "with_large",
    "without_code",
    "without_large",
]
