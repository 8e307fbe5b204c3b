"""Which graph of the new version an instance as a whole belongs to, when its file gains or loses pools."""

from __future__ import annotations

from dataclasses import dataclass

from processes.engine.migrate.route import quoted_label, step
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Instance, Scope
from processes.engine.runtime.steps.activities import Sub
from processes.messages import _, joined

FILE = "stepwell_file"


@dataclass(frozen=True, slots=True)
class Top:
    """The outermost scope that goes along and its new graph; `pool` is the pool that is put round it, `why` says no."""

    scope: Scope
    graph: GraphSpec
    pool: Sub | None = None
    why: str = ""


def top_of(instance: Instance, new: Definition) -> Top:
    """Match the whole instance with the new version."""
    old, graph = instance.spec, new.spec
    if old.name == graph.name or FILE not in (old.name, graph.name):
        shared = any(step(graph, one.name) is not None for one in old.steps)
        return Top(instance, graph, why="" if shared else _("the new version shares no step with this one"))
    if graph.name == FILE:
        pool = next((p for p in graph.steps if isinstance(p, Sub) and p.inner == old.name), None)
        if pool is None:
            return Top(instance, graph, why=_("its process is no longer part of the file"))
        return Top(instance, new.scopes[old.name], pool)
    others = [t for t in instance.tasks.values() if getattr(t.task_spec, "inner", "") != graph.name]
    inner = next((s for s in instance.subprocesses.values() if s.spec.name == graph.name), None)
    if others or inner is None:
        names = joined(", ", [quoted_label(t.task_spec) for t in others] or [_("its processes")])
        return Top(
            instance, graph, why=_("the new file no longer runs these pools beside each other: {pools}", pools=names)
        )
    return Top(inner, graph)
