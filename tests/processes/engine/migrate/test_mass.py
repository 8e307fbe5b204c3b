"""Random running instances of models that other people drew, changed at random: with one to three steps taken out, or
after one to three operations of mixed kinds.

Every instance is moved and, saved and loaded again, comes to its end; or it stays on its version by a rule with a
name. No task that was done is offered again unless the model goes back to it. `STEPWELL_MASS=2000` tries that many.
"""

from __future__ import annotations

import json
import os
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree

from processes import change, model
from processes.change.kinds import KINDS
from processes.engine import Definition, migrate, plan
from processes.engine.commands.actions import begin
from processes.engine.migrate.route import step
from processes.engine.migrate.verify import comes_to_an_end
from processes.engine.normalise import root_of
from processes.engine.normalise.context import ACTIVITIES, CONTAINERS, tag
from processes.engine.preparation.dry_run import BEGIN, do_one_task, dry_run
from processes.engine.runtime.scope import Instance, Scope
from processes.engine.runtime.stored import state
from processes.engine.values import Migrated
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.engine.elimination import eliminate
from tests.processes.engine.models import compiled

pytestmark = needs_corpus
WANTED = int(os.environ.get("STEPWELL_MASS", "110"))
MIXED, MOST_PLACES = frozenset(KINDS) - {"remodel"}, 300
FOLDERS = ("vendor", "engine", "miwg")
RULES = (
    "a person has to choose", "has become something else", "no longer part of the file", "shares no step",
    "done and it is repeated in another way", "no longer runs these pools", "could not go on there",
    "no longer comes to its end there", "now comes later, and the case has passed it", "would be opened once more",
)  # fmt: skip


def sources() -> list[tuple[str, bytes]]:
    """The models that come to an end, small enough for many runs."""
    found = []
    for path in (p for f in FOLDERS for p in sorted((CORPUS / f).iterdir()) if p.suffix in (".bpmn", ".xml")):
        xml = path.read_bytes()
        if len(xml) < 150_000 and dry_run(xml).ended:
            found.append((f"{path.parent.name}/{path.name}", xml))
    return found


Change = Callable[[bytes, random.Random], tuple[Definition, list[str]]]


def tried(name: str, xml: bytes, number: int, changed: Change) -> Iterator[tuple[str, str]]:
    """One random instance of a model, changed at random: what became of it, and the details."""
    chance = random.Random(zlib.crc32(f"{name}:{number}".encode()))
    read = etree.tostring(root_of(xml))
    old = compiled(read)
    new, done = changed(read, chance)
    instance = begin(old, {}, BEGIN)
    for _ in range(chance.randrange(1, 12)):
        if instance.completed or not do_one_task(instance, chance, Counter()):
            break
    saved = state.save(instance)
    if not done or instance.completed or not comes_to_an_end(old, saved, BEGIN):
        return
    if not comes_to_an_end(new, state.save(begin(new, {}, BEGIN)), BEGIN):
        return
    yield judged(old, new, saved, done_in(instance) - merged(done)), f"{name} number {number}: {'; '.join(done)}"


def with_less(xml: bytes, chance: random.Random) -> tuple[Definition, list[str]]:
    """The model without one to three of its steps: as the product does it, or (half of all) in the plainest way."""
    inside = (e for e in root_of(xml).iter() if tag(e) in ACTIVITIES or tag(e) in CONTAINERS)
    steps, gone = [str(e.get("id")) for e in inside if e.get("id")], []
    if len(steps) < 2:
        return compiled(xml), []
    chosen = chance.sample(steps, min(len(steps) - 1, chance.choice((1, 1, 2, 3))))
    if chance.random() < 0.5:
        while chosen:
            made = change.apply(model.parse(xml), [change.Eliminate(one, True) for one in chosen])
            if made.model is not None:
                return compiled(made.model.xml), chosen
            chosen = chosen[1:]
    for one in chosen:
        less = eliminate(xml, one)
        if less is not None:
            xml, gone = less, [*gone, one]
    return compiled(xml), gone


def otherwise(xml: bytes, chance: random.Random) -> tuple[Definition, list[str]]:
    """The model after one to three operations of mixed kinds, each at a random place that takes it."""
    made, done = model.parse(xml), list[str]()
    for kind in chance.sample(sorted(MIXED), len(MIXED)):
        places = [*islice(KINDS[kind].places(made), MOST_PLACES)]
        for operation in chance.sample(places, min(3, len(places))):
            changed = change.apply(made, [operation])
            if changed.model is not None:
                made = changed.model
                done.append(f"{json.dumps(change.operation_to(operation))}")
                break
        if len(done) == 3 or (done and chance.random() < 0.5):
            break
    return compiled(made.xml), done


def merged(done: list[str]) -> set[str]:
    """The steps that took in the one behind them: offered again where that one was open."""
    return {json.loads(one)["steps"][0] for one in done if one.startswith('{"kind": "merge"')}


def done_in(instance: Instance) -> set[str]:
    """The tasks that people have done."""
    return {e.step_id or "" for e in instance.log if e.event == "task_completed"}


def judged(old: Definition, new: Definition, saved: bytes, done: set[str]) -> str:
    """What became of an instance."""
    foretold = plan(old, new, saved)
    moved = migrate(old, new, saved, BEGIN)
    if (foretold.verdict, foretold.words) != (moved.verdict, moved.words):
        return "not as foretold"
    if moved.result is None:
        return f"stayed: {moved.words}" if not any(rule in moved.words for rule in RULES) else "stayed"
    if moved.result.status == "completed":
        return "completed"
    if state.save(state.load(new, moved.result.state, BEGIN)) != moved.result.state:
        return "not the same when loaded again"
    if not comes_to_an_end(new, moved.result.state, BEGIN):
        return "stuck"
    return again(old, new, moved, done) or moved.verdict


def again(old: Definition, new: Definition, moved: Migrated, done: set[str]) -> str:
    """Say which task that was done before is offered again though nothing in the model goes back to it."""
    assert moved.result is not None
    offered = {task.step_id for task in moved.result.opened} & done
    twice = [one for one in sorted(offered) if not (goes_back(old, one) or goes_back(new, one))]
    return f"done twice: {', '.join(twice)}" if twice else ""


def goes_back(made: Definition, name: str) -> bool:
    """Whether a step lies on a way that comes back to it, is repeated, or lies inside one that does."""
    for inner, graph in {"": made.spec, **made.scopes}.items():
        at = step(graph, name)
        if at is not None and (at.loop is not None or name in ahead(graph, name)):
            return True
        holds = at is not None and inner
        hosts = [s for g in (made.spec, *made.scopes.values()) for s in g.steps if getattr(s, "inner", None) == inner]
        if holds and (len(hosts) > 1 or any(goes_back(made, host.name) for host in hosts if host.name != name)):
            return True
    return False


def ahead(graph: Scope, name: str) -> set[str]:
    """All steps that a token which leaves this one can come to."""
    found: set[str] = set()
    todo = [name]
    while todo:
        at = step(graph, todo.pop())
        for target in [*(f.target for f in at.outgoing), *at.boundary] if at is not None else ():
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("changed", "share", "staying"), [(with_less, 1.0, 0.05), (otherwise, 0.5, 0.15)])
def test_random_instances_survive_random_changes(changed: Change, share: float, staying: float) -> None:
    verdicts, cases, models, wanted = Counter[str](), {}, sources(), WANTED * (share if WANTED < 1000 else 1)
    for number in range(400):
        for name, xml in random.Random(number).sample(models, len(models)):
            for verdict, about in tried(name, xml, number, changed):
                verdicts[verdict] += 1
                cases.setdefault(verdict, []).append(about)
            if verdicts.total() >= wanted:
                break
        if verdicts.total() >= wanted:
            break
    print(f"\n{verdicts}")
    good = {"moved", "redirected", "completed", "stayed"}
    assert set(verdicts) <= good, {v: cases[v][:5] for v in verdicts if v not in good}
    assert verdicts["stayed"] <= verdicts.total() * staying, verdicts


def test_the_corpus_is_where_it_should_be() -> None:
    assert Path(CORPUS / "vendor").is_dir()
