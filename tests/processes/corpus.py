"""Where the models that other people drew lie: outside the repository, so tests that need them skip without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("STEPWELL_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}: set STEPWELL_CORPUS")
