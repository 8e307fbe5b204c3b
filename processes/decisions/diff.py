"""What changed between the decisions of two versions, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.decisions.model import POLICIES, Decision
from processes.decisions.parse import decisions_in, models_in


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[str, ...]:
    """Sentences about decisions that are new, gone or changed."""
    old, new = decisions_in(before), decisions_in(after)
    words = [f"The decision “{new[id].name}” is new." for id in new if id not in old]
    words += [f"The decision “{old[id].name}” is gone." for id in old if id not in new]
    for id in old:
        if id in new and old[id] != new[id]:
            words.append(_changed(old[id], new[id]))
    words += _called(before, after)
    return tuple(words)


def _called(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """What changed of that which decisions call or name: functions, services, types and input data."""
    old, new = _parts_by_name(before), _parts_by_name(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            how = "is new" if key not in old else "is gone" if key not in new else "changed"
            yield f"The {key[0]} “{key[1]}” {how}."


def _parts_by_name(files: Mapping[str, bytes]) -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    for model in models_in(files):
        found |= {("function of decisions", one.name): one for one in model.knowledge.values()}
        found |= {("decision service", one.name): one for one in model.services.values()}
        found |= {("input data", one.name): one.type for one in model.data.values()}
        found |= {("type", name): one for name, one in model.types.items()}
    return found


def _changed(old: Decision, new: Decision) -> str:
    parts = list(_parts(old, new)) or ["its words changed"]
    return f"The decision “{new.name}” changed: {'; '.join(parts)}."


def _parts(old: Decision, new: Decision) -> Iterator[str]:
    if old.name != new.name:
        yield f"it was called “{old.name}”"
    if old.policy != new.policy:
        yield f"now {POLICIES.get(new.policy, new.policy)}"
    if old.formula != new.formula:
        yield f"it is now {new.formula}" if new.formula else "it is a table now"
    for kind, was, now in (("input", old.inputs, new.inputs), ("output", old.outputs, new.outputs)):
        if was != now:
            yield f"its {kind}s changed"
    if old.type != new.type:
        yield "its type changed"
    if not (old.rules or new.rules or old.formula or new.formula) and old.body != new.body:
        yield "what it works out changed"
    was_rules, now_rules = [(r.inputs, r.outputs) for r in old.rules], [(r.inputs, r.outputs) for r in new.rules]
    added = sum(1 for rule in now_rules if rule not in was_rules)
    gone = sum(1 for rule in was_rules if rule not in now_rules)
    if added:
        yield f"{added} {'rule is' if added == 1 else 'rules are'} new"
    if gone:
        yield f"{gone} {'rule is' if gone == 1 else 'rules are'} gone"
    if not added and not gone and was_rules != now_rules:
        yield "its rules are in another order"
