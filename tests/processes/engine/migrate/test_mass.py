"""Random running instances of models that other people drew, with one to three random steps taken out.

Every instance is moved and, saved and loaded again, comes to its end; or it stays on its version by a rule with a
name. No task that was done is offered again unless the model goes back to it. `STEPWELL_MASS=2000` tries that many.
"""

from __future__ import annotations

import os
import random
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from processes import change, model
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
WANTED = int(os.environ.get("STEPWELL_MASS", "150"))
FOLDERS = ("vendor", "engine", "miwg")
RULES = (
    "a person has to choose", "has become something else", "no longer part of the file", "shares no step",
    "done and it is repeated in another way", "no longer runs these pools", "could not go on there",
    "no longer comes to its end there",
)  # fmt: skip


def sources() -> list[tuple[str, bytes]]:
    """The models that come to an end, small enough for many runs."""
    found = []
    for path in (p for f in FOLDERS for p in sorted((CORPUS / f).iterdir()) if p.suffix in (".bpmn", ".xml")):
        xml = path.read_bytes()
        if len(xml) < 150_000 and dry_run(xml).ended:
            found.append((f"{path.parent.name}/{path.name}", xml))
    return found


def tried(name: str, xml: bytes, number: int) -> Iterator[tuple[str, str]]:
    """One random instance of a model, changed at random: what became of it, and the details."""
    chance = random.Random(zlib.crc32(f"{name}:{number}".encode()))
    root = root_of(xml)
    steps = [str(e.get("id")) for e in root.iter() if (tag(e) in ACTIVITIES or tag(e) in CONTAINERS) and e.get("id")]
    if len(steps) < 2:
        return
    old = compiled(etree.tostring(root))
    new, gone = changed(etree.tostring(root), steps, chance)
    instance = begin(old, {}, BEGIN)
    for _ in range(chance.randrange(1, 12)):
        if instance.completed or not do_one_task(instance, chance, Counter()):
            break
    saved = state.save(instance)
    if not gone or instance.completed or not comes_to_an_end(old, saved, BEGIN):
        return
    if not comes_to_an_end(new, state.save(begin(new, {}, BEGIN)), BEGIN):
        return
    yield judged(old, new, saved, done_in(instance)), f"{name} number {number} without {', '.join(gone)}"


def changed(xml: bytes, steps: list[str], chance: random.Random) -> tuple[Definition, list[str]]:
    """The model without one to three of its steps: as the product does it, or (half of all) in the plainest way."""
    gone = []
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
def test_random_instances_survive_random_eliminations() -> None:
    verdicts, cases, models = Counter[str](), {}, sources()
    for number in range(400):
        for name, xml in random.Random(number).sample(models, len(models)):
            for verdict, about in tried(name, xml, number):
                verdicts[verdict] += 1
                cases.setdefault(verdict, []).append(about)
            if verdicts.total() >= WANTED:
                break
        if verdicts.total() >= WANTED:
            break
    print(f"\n{verdicts}")
    good = {"moved", "redirected", "completed", "stayed"}
    assert set(verdicts) <= good, {v: cases[v][:5] for v in verdicts if v not in good}
    assert verdicts["stayed"] <= verdicts.total() * 0.05, verdicts


def test_the_corpus_is_where_it_should_be() -> None:
    assert Path(CORPUS / "vendor").is_dir()
