"""Every activity of the models of others: changed to a valid model or refused with a name, never a crash."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from processes.change import try_each_step
from processes.change.kinds import codes
from processes.change.references import dangling, moved_elements, places
from processes.model import Model, Refused, parse
from tests.processes.corpus import CORPUS, needs_corpus

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "app" / "frontend" / "node_modules"
WHOLE = os.environ.get("STEPWELL_WHOLE_CORPUS") == "1"
EVERY = {"miwg": 1, "vendor": 4, "engine": 3}

pytestmark = needs_corpus


@dataclass
class Tally:
    """What came of all activities of a folder, and the files to read again."""

    results: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    manifest: list[dict[str, object]] = field(default_factory=list)


@pytest.mark.parametrize("cascade", [False, True], ids=["strict", "cascade"])
@pytest.mark.parametrize("folder", sorted(EVERY))
def test_every_activity_is_changed_soundly_or_refused_by_name(folder: str, cascade: bool, tmp_path: Path) -> None:
    tally = Tally()
    files = sorted(p for p in (CORPUS / folder).iterdir() if p.suffix in (".bpmn", ".xml"))
    for path in files if WHOLE else files[:: EVERY[folder]]:
        _eliminate_each(path, cascade, tmp_path, tally)
    print(folder, "cascade" if cascade else "strict", dict(tally.results))
    assert not tally.wrong
    assert tally.results["changed"] > 20
    assert tally.results["changed"] >= (0.95 if cascade else 0.6) * sum(tally.results.values())
    _read_with_moddle(tally, tmp_path)


def _eliminate_each(path: Path, cascade: bool, folder: Path, tally: Tally) -> None:
    try:
        before = parse(path.read_bytes())
    except Refused:
        return
    lost, drawn, after = dangling(before.root), places(before.root), []
    for result in try_each_step(before, cascade):
        tally.results[result.result] += 1
        where = f"{path.name} {result.step}"
        if result.xml is None:
            if result.result == "crashed" or result.code not in codes() or not result.words:
                tally.wrong.append(f"{where}: {result.result} {result.code} {result.words}")
            continue
        if result.sound_before and not result.sound_after:
            tally.wrong.append(f"{where}: is no longer sound")
        tally.wrong += [f"{where}: {fault}" for fault in _faults(parse(result.xml), lost, drawn)]
        target = folder / f"{len(tally.manifest)}-{len(after)}.bpmn"
        target.write_bytes(result.xml)
        after.append(str(target))
    tally.manifest.append({"before": str(path), "after": after})


def _faults(
    model: Model, lost: Counter[tuple[str, str, str]], drawn: dict[str, tuple[tuple[str, ...], ...]]
) -> list[str]:
    return [
        *(f"dangles {d}" for d in dangling(model.root) - lost),
        *(f"moved {m}" for m in moved_elements(drawn, places(model.root))),
    ]


def _read_with_moddle(tally: Tally, folder: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.fail("Expected Node.js to read the changed models with bpmn-moddle. Run: apt-get install nodejs npm")
    if not (MODULES / "bpmn-moddle").is_dir():
        pytest.fail("Expected bpmn-moddle in app/frontend/node_modules. Run: npm ci --prefix app/frontend")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(tally.manifest))
    script = Path(__file__).with_name("import_with_moddle.mjs")
    done = subprocess.run([node, script, manifest, MODULES], capture_output=True, text=True, timeout=100, check=True)
    found = json.loads(done.stdout)
    assert found["read"] == tally.results["changed"]
    assert (found["unreadable"], found["worse"]) == ([], [])
