"""Models that other people drew: all open, all can be shown; hostile ones are refused or stored, fast."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes.model import Refused, findings, outline, parse, soundness, with_diagram
from tests.processes.corpus import CORPUS, needs_corpus
from tests.support.steps import counted_steps

pytestmark = needs_corpus
REFUSED = {
    "billion-laughs": "DOCTYPE",
    "external-entity": "DOCTYPE",
    "attributes-20000": "LIMITS",
    "depth-5000": "LIMITS",
    "not-xml": "NOT_XML",
    "truncated": "NOT_WELL_FORMED",
    "empty": "EMPTY",
    "wrong-root": "NOT_BPMN",
}
STORED = {
    "unconditional-cycle": "NEVER_ENDS",
    "dangling-flow": "DANGLING_FLOW",
    "duplicate-ids": "DUPLICATE_ID",
    "script-import-os": "",
    "label-img-onerror": "",
    "documentation-script": "",
    "iso-8859-1": "",
    "utf-16-bom": "",
}


def files(folder: str) -> list[Path]:
    return sorted(p for p in (CORPUS / folder).glob("*") if p.name.endswith((".bpmn", ".xml")))


@pytest.mark.parametrize("folder", ["miwg", "vendor", "engine"])
def test_every_file_opens_and_can_be_shown(folder: str) -> None:
    found = files(folder)
    assert found
    for path in found:
        model = parse(path.read_bytes())
        shown = parse(with_diagram(model)).graph
        drawn = [name for name in shown.nodes if name in shown.bounds]
        assert drawn or not shown.nodes, path.name
        told = [item.id for item in outline(model) if item.id in model.graph.nodes]
        assert sorted(told) == sorted(model.graph.nodes), path.name
        assert all(v.verdict in ("sound", "unsound", "unknown", "no-start") for v in soundness(model).values())


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_hostile_files_are_refused(name: str, code: str) -> None:
    data = (CORPUS / "hostile" / f"{name}.bpmn").read_bytes()
    with counted_steps() as counted, pytest.raises(Refused) as refused:
        parse(data)
    assert refused.value.code == code
    assert counted.calls < 10_000


@pytest.mark.parametrize(("name", "code"), STORED.items())
def test_odd_files_are_stored_with_a_finding(name: str, code: str) -> None:
    data = (CORPUS / "hostile" / f"{name}.bpmn").read_bytes()
    with counted_steps() as counted:
        model = parse(data)
    assert counted.calls < 10_000
    assert model.xml == data
    assert code in {"", *(f.code for f in findings(model))}
