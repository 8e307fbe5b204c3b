"""What changed between the decisions of two versions, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.decisions.dmn.parse import decisions_in, models_in
from processes.decisions.model import POLICIES, Decision
from processes.messages import _, joined, ngettext

KINDS: dict[str, str] = {
    "function of decisions": _("function of decisions"),
    "decision service": _("decision service"),
    "input data": _("input data"),
    "type": _("type"),
}


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[str, ...]:
    """Sentences about decisions that are new, gone or changed."""
    old, new = decisions_in(before), decisions_in(after)
    words: list[str] = [_("The decision “{name}” is new.", name=new[id].name) for id in new if id not in old]
    words += [_("The decision “{name}” is gone.", name=old[id].name) for id in old if id not in new]
    for id in old:
        if id in new and old[id] != new[id]:
            words.append(_changed(old[id], new[id]))
    words += _changes_by_name(before, after)
    return tuple(words)


def _changes_by_name(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """What changed of that which decisions call or name: functions, services, types and input data."""
    old, new = _parts_by_name(before), _parts_by_name(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            kind, name = KINDS[key[0]], key[1]
            if key not in old:
                yield _("The {kind} “{name}” is new.", kind=kind, name=name)
            elif key not in new:
                yield _("The {kind} “{name}” is gone.", kind=kind, name=name)
            else:
                yield _("The {kind} “{name}” changed.", kind=kind, name=name)


def _parts_by_name(files: Mapping[str, bytes]) -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    for model in models_in(files):
        found |= {("function of decisions", one.name): one for one in model.knowledge.values()}
        found |= {("decision service", one.name): one for one in model.services.values()}
        found |= {("input data", one.name): one.type for one in model.data.values()}
        found |= {("type", name): one for name, one in model.types.items()}
    return found


def _changed(old: Decision, new: Decision) -> str:
    parts = list(_parts(old, new)) or [_("its words changed")]
    return _("The decision “{name}” changed: {parts}.", name=new.name, parts=joined("; ", parts))


def _parts(old: Decision, new: Decision) -> Iterator[str]:
    if old.name != new.name:
        yield _("it was called “{name}”", name=old.name)
    if old.policy != new.policy:
        yield _("now {policy}", policy=POLICIES.get(new.policy, new.policy))
    if old.formula != new.formula:
        yield _("it is now {formula}", formula=new.formula) if new.formula else _("it is a table now")
    if old.inputs != new.inputs:
        yield _("its inputs changed")
    if old.outputs != new.outputs:
        yield _("its outputs changed")
    if old.type != new.type:
        yield _("its type changed")
    if not (old.rules or new.rules or old.formula or new.formula) and old.body != new.body:
        yield _("what it works out changed")
    was_rules, now_rules = [(r.inputs, r.outputs) for r in old.rules], [(r.inputs, r.outputs) for r in new.rules]
    added = sum(1 for rule in now_rules if rule not in was_rules)
    gone = sum(1 for rule in was_rules if rule not in now_rules)
    if added:
        yield ngettext("{n} rule is new", "{n} rules are new", added)
    if gone:
        yield ngettext("{n} rule is gone", "{n} rules are gone", gone)
    if not added and not gone and was_rules != now_rules:
        yield _("its rules are in another order")
