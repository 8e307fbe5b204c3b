"""Stepwell installed as the container file says, in an environment of its own that knows nothing of this tree.

Where a test has another clock than the real one, its processes have the same: their path then holds a copy of the
module that sets it, and nothing else. For that the environment has one package besides, time-machine.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.clockwork.sitecustomize import AHEAD

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
LOCK = ROOT / "deploy" / "requirements.lock"
CLOCK = Path(__file__).parent / "clockwork" / "sitecustomize.py"
OF_THE_IMAGE = ("apt-get", "rm", "useradd")


def dockerfile() -> list[tuple[str, str]]:
    """Give the container file's instructions with their arguments, continued lines joined."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in lines)]


def program() -> list[str]:
    """Give the command line that the container runs."""
    said = dict(dockerfile())
    return [*json.loads(said.get("ENTRYPOINT", "[]")), *json.loads(said.get("CMD", "[]"))]


def locked(file: Path = LOCK) -> list[Requirement]:
    """Give what a lock file pins for this machine."""
    pinned = [Requirement(line.rstrip(" \\")) for line in file.read_text().splitlines() if line[:1].isalnum()]
    return [one for one in pinned if one.marker is None or one.marker.evaluate()]


def sources(to: Path) -> Path:
    """Copy what a checkout holds: neither what was built here before nor what git ignores."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes((ROOT / name).read_bytes())
    return to


@dataclass
class Installed:
    """An environment in which Stepwell is installed, and the folder in which its commands run."""

    environment: Path
    here: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self.environment / "bin"

    @property
    def packages(self) -> Path:
        """The folder of its packages."""
        return next((self.environment / "lib").glob("python3*")) / "site-packages"

    @property
    def clock(self) -> Path:
        """The folder of the module that sets the clock of its processes."""
        return self.environment / "clock"

    def variables(self) -> dict[str, str]:
        """Give the environment of its processes: nothing of this tree, nobody's settings but its own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("STEPWELL_", "PYTHON"))}
        if AHEAD in kept:
            kept["PYTHONPATH"] = str(self.clock)
        return {**kept, **self.settings, "PATH": f"{self.bin}:{kept['PATH']}", "VIRTUAL_ENV": str(self.environment)}

    def run(self, *words: str | Path, at: Path | None = None) -> str:
        """Run one of its programs outside the tree and give what it printed; fails with its words."""
        command = [str(self.bin / words[0]), *map(str, words[1:])]
        done = subprocess.run(
            command, cwd=at or self.here, env=self.variables(), capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout


def install(source: Path, where: Path) -> Installed:
    """Make an environment with the locked dependencies of this one, and do there what the container file does."""
    made = Installed(where / "environment", where / "here")
    made.here.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made.environment)], check=True, timeout=300)
    made.clock.mkdir()
    shutil.copy(CLOCK, made.clock)
    for name in ("pip", "time-machine", *(one.name for one in locked())):
        _share(name, made.packages)
    for word, rest in dockerfile():
        if word == "RUN":
            for command in rest.split(" && "):
                _do(made, shlex.split(command), source)
        if word == "ENV":
            made.settings |= dict(pair.split("=", 1) for pair in shlex.split(rest))
    return made


def _do(made: Installed, words: list[str], source: Path) -> None:
    if words[0] in OF_THE_IMAGE or (words[0] == "pip" and str(LOCK.relative_to(ROOT)) in words and not _is_as_locked()):
        return
    assert words[0] == "pip", f"the container file runs {words}, which nothing here tries"
    made.run("python", "-m", *words, at=source)


def _is_as_locked() -> bool:
    """Whether the dependencies here are the locked ones; developers may have others within the ranges."""
    return all(distribution(one.name).version in one.specifier for one in locked())


def _share(name: str, packages: Path) -> None:
    """Let an environment have a distribution of this one, file by file."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        raise AssertionError(f"{name} of {LOCK.name} is not installed. Run: make test") from None
    for file in files:
        source, place = Path(str(file.locate())).resolve(), packages / file
        if "__pycache__" in file.parts or (".." in file.parts and _is_script(source)):
            continue
        place = Path(os.path.normpath(place))
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.symlink_to(source)


def _is_script(file: Path) -> bool:
    """Whether a program names the interpreter that runs it, which is not the one of another environment."""
    with file.open("rb") as opened:
        return opened.read(2) == b"#!"
