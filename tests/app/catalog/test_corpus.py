"""Models that other people drew: each is stored as it came and can be shown."""

from __future__ import annotations

import pytest

from app.catalog import queries
from processes import model
from tests.factories import catalog
from tests.processes.corpus import CORPUS, needs_corpus


@needs_corpus
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("folder", ["miwg", "vendor", "engine"])
def test_every_file_is_stored_and_shown(session, owner, folder):
    files = sorted((CORPUS / folder).glob("*.bpmn*"))
    assert len(files) > 20
    for number, path in enumerate(files):
        process = catalog.process(session, owner, path.read_bytes(), key=f"file-{number}", title=path.stem)
        live = queries.live_version(session, process)
        assert live.xml == path.read_bytes()
        assert live.runs or live.why, path.name
        drawn = model.parse(queries.diagram_xml(live)).graph
        steps = {step.step_id for step in queries.steps(session, live.id)}
        assert steps == set(queries.model(live).graph.nodes) and steps <= set(drawn.nodes), path.name
        assert steps <= {line.id for line in queries.outline(live)}, path.name
