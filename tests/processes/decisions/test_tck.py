"""The groups of the DMN TCK that lie beside the repository: all right, but for what is refused with words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.decisions.tck import verdicts

TCK = CORPUS / "dmn-tck"
# Functions in Java, and a pattern that refers back to a part of its text: not carried out, and said so.
REFUSED = {"0076-feel-external-java": 14, "1111-feel-matches-function": 1}
GROUPS = sorted(folder for folder in TCK.glob("compliance-level-*/*") if folder.is_dir()) if TCK.is_dir() else []


@needs_corpus
@pytest.mark.skipif(not GROUPS, reason=f"no DMN TCK at {TCK}")
@pytest.mark.parametrize("group", GROUPS, ids=[folder.name for folder in GROUPS])
def test_a_group_of_the_tck_is_right_or_refused_with_words(group: Path) -> None:
    found = dict(verdicts(group))
    assert [name for name, verdict in found.items() if verdict == "wrong"] == []
    assert Counter(found.values())["refused"] <= REFUSED.get(group.name, 0)
