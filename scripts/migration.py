"""Draft a migration from what the tables say and the newest migration lacks: python -m scripts.migration "Add …".

Read the draft before committing it: renamed columns show as one dropped and one added, triggers do not show at all.
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from app import FEATURES
from app.kernel import features
from app.kernel.db import schema
from app.kernel.db.database import Database


def main(message: str) -> None:
    """Write the draft into app/kernel/migrations/versions."""
    import_module("app.wiring")
    for feature in FEATURES:
        features.manifest(feature)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        schema.upgrade(database)
        number = f"{len(schema.revisions()) + 1:04d}"
        schema.revise(database, message, number)
        database.close()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
