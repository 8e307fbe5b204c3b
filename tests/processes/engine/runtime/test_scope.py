"""What tokens ask of the scope and the instance round them is there, in both kinds of scopes."""

from __future__ import annotations

from processes.engine.commands.actions import begin
from processes.engine.runtime.token import InstanceProtocol, ScopeProtocol
from tests.processes.engine.models import NOW, compiled, model, nodes, wired


def asked(protocol: type) -> set[str]:
    """All that a protocol says, and those above it."""
    known = [one for one in protocol.__mro__ if one.__module__ == protocol.__module__]
    names = {name for one in known for name in (*vars(one), *one.__annotations__)}
    return {name for name in names if not name.startswith("_")}


def test_scopes_and_instances_have_all_that_tokens_ask_of_them() -> None:
    """SpiffWorkflow's classes have no types, so that the type checker takes instances for anything."""
    inner = nodes("startEvent:is userTask:x") + wired("is>x", "i")
    xml = model(nodes("startEvent:s") + f'<subProcess id="a">{inner}</subProcess>', "", "s>a")
    instance = begin(compiled(xml), {}, NOW)
    (scope,) = instance.subprocesses.values()
    assert len(asked(ScopeProtocol)) > 15 and len(asked(InstanceProtocol)) > 30
    assert {name for name in asked(ScopeProtocol) if not hasattr(scope, name)} == set()
    assert {name for name in asked(InstanceProtocol) if not hasattr(instance, name)} == set()
