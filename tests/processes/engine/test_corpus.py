"""Models that other people drew: how many are read, played to an end, and moved to a changed version."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from processes.engine import CheckResult, Definition, check, dry_run, migrate
from processes.engine.commands.actions import begin
from processes.engine.normalise import root_of
from processes.engine.normalise.context import ACTIVITIES, tag
from processes.engine.preparation.dry_run import BEGIN, do_one_task
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.stored import state
from processes.engine.values import Mode
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.engine.elimination import eliminate
from tests.processes.engine.models import compiled
from tests.processes.engine.runtime.stored.test_state import trace

pytestmark = needs_corpus
PUBLIC = ("miwg", "vendor", "engine")
TARGETS = {"miwg": 20 / 21, "vendor": 0.92, "engine": 0.99}


def files(*folders: str) -> list[Path]:
    """The models of these parts of the corpus."""
    return [p for f in folders for p in sorted((CORPUS / f).iterdir()) if p.suffix in (".bpmn", ".xml")]


@cache
def checked(folder: str) -> dict[str, CheckResult]:
    """What `check` says of every model of a part."""
    return {path.name: check(path.read_bytes()) for path in files(folder)}


@pytest.mark.parametrize("folder", PUBLIC)
def test_models_play_to_an_end(folder: str) -> None:
    results = checked(folder)
    runs = sum(result.status == "runs" for result in results.values())
    assert runs >= TARGETS[folder] * len(results), {n: r.why for n, r in results.items() if r.why}
    assert all(result.why and "\n" not in result.why for result in results.values() if result.status != "runs")
    assert not any(result.status == "refused" for result in results.values())


def test_play_and_check_agree() -> None:
    for path in files(*PUBLIC)[::3]:
        assert dry_run(path.read_bytes(), 1).ended == (checked(path.parent.name)[path.name].status == "runs"), path.name


def test_hostile_models_do_no_harm() -> None:
    results = checked("hostile")
    refused = {name for name, result in results.items() if result.status == "refused"}
    assert refused >= {"billion-laughs.bpmn", "external-entity.bpmn", "empty.bpmn", "wrong-root.bpmn", "not-xml.bpmn"}
    assert results["script-import-os.bpmn"].mode == "documenting"
    assert results["unconditional-cycle.bpmn"].status == "documents"
    assert "for ever" in (results["unconditional-cycle.bpmn"].why or "")
    assert results["dangling-flow.bpmn"].status == "runs"
    assert not Path("stepwell-escaped").exists()


@pytest.mark.parametrize("mode", ["documenting", "executable"])
def test_saved_and_loaded_after_every_step_is_the_same_on_models_of_others(mode: Mode) -> None:
    compared = 0
    for path in files(*PUBLIC):
        if checked(path.parent.name)[path.name].status == "runs":
            made = compiled(path.read_bytes(), mode)
            for seed in (0, 1, 2):
                assert trace(made, seed, restore=True) == trace(made, seed, restore=False), (path.name, seed)
                compared += 1
    assert compared > 700


def finishes(made: Definition, saved: bytes) -> bool:
    """Whether an instance comes to its end with one of a few seeds."""
    return any(_finishes(state.load(made, saved, BEGIN), seed) for seed in range(4))


def _finishes(instance: Instance, seed: int) -> bool:
    chance, done = random.Random(seed), Counter[str]()
    for _ in range(400):
        if instance.completed or not do_one_task(instance, chance, done):
            break
    return instance.completed


def test_running_instances_survive_the_elimination_of_any_step() -> None:
    verdicts: Counter[str] = Counter()
    for path in files(*PUBLIC):
        xml = path.read_bytes()
        if checked(path.parent.name)[path.name].status == "runs" and len(xml) < 150_000:
            verdicts.update(_survives(xml, path.name))
    assert verdicts.total() > 150, verdicts
    assert verdicts["stuck"] == 0, verdicts
    assert verdicts["stayed"] <= verdicts.total() * 0.02, verdicts


def _survives(xml: bytes, name: str) -> list[str]:
    root = root_of(xml)
    steps = [str(e.get("id")) for e in root.iter() if tag(e) in ACTIVITIES and e.get("id")]
    old, found = compiled(etree.tostring(root)), []
    for number in range(3 if len(steps) > 1 else 0):
        chance = random.Random(zlib.crc32(f"{name}{number}".encode()))
        changed = eliminate(etree.tostring(root), chance.choice(steps))
        instance = begin(old, {}, BEGIN)
        for _ in range(chance.randrange(8)):
            if instance.completed or not do_one_task(instance, chance, Counter()):
                break
        saved = state.save(instance)
        if changed is None or instance.completed or not finishes(old, saved):
            continue
        new = compiled(changed)
        if not finishes(new, state.save(begin(new, {}, BEGIN))):
            continue
        turn = migrate(old, new, saved, BEGIN).result
        found.append("stayed" if turn is None else "finished" if finishes(new, turn.state) else "stuck")
    return found
