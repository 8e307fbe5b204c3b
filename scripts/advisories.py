"""Say which locked dependencies have known vulnerabilities, from what the registry says: python -m scripts.advisories.

The registry is the one that pip uses on this machine. Where it cannot be asked, that is said, and nothing fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import requests
from pip._internal.models.index import PyPI  # the one place that knows it; no address stands in our files

LOCK = Path(__file__).resolve().parent.parent / "deploy" / "requirements.lock"
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+]+)", re.M)
SECONDS = 15
GIVE_UP = 3


def registry() -> str:
    """Give the address of the registry that pip is set to use, that of pip itself where none is set."""
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    set_to = os.environ.get("PIP_INDEX_URL") or told
    return re.sub(r"(/\+?simple)?/*$", "", set_to or PyPI.url)


def pins(lock: str) -> list[tuple[str, str]]:
    """Give the names and versions that a lock file pins."""
    return PIN.findall(lock)


def known(told: dict[str, Any]) -> Iterator[str]:
    """Give a line for each vulnerability that stands in what a registry told of a release and was not taken back."""
    for one in told["vulnerabilities"] or []:
        if not one.get("withdrawn"):
            fixed = ", ".join(one.get("fixed_in") or []) or "none yet"
            yield f"{one.get('id')} ({', '.join(one.get('aliases') or [])}), fixed in: {fixed}"


def look(pinned: Iterable[tuple[str, str]], base: str) -> tuple[list[str], list[str]]:
    """Ask about each release; give what is known, and which could not be asked about."""
    found, unasked, answered = [], [], False
    with requests.Session() as session:
        session.verify = os.environ.get("PIP_CERT") or True
        for name, version in pinned:
            try:
                if len(unasked) == GIVE_UP and not answered:
                    return found, ["all of them: this registry does not tell"]
                answer = session.get(f"{base}/pypi/{name}/{version}/json", timeout=SECONDS)
                answer.raise_for_status()
                told = answer.json()
                if not isinstance(told, dict) or "vulnerabilities" not in told:
                    raise ValueError("no answer of such a registry")
                answered = True
                found += [f"{name} {version}: {line}" for line in known(told)]
            except requests.ConnectionError:
                return found, ["every further one: the registry cannot be reached"]
            except (requests.RequestException, ValueError):
                unasked.append(name)
    return found, unasked


def main(arguments: list[str]) -> int:
    """Say what is known of the locked dependencies, or of those named; 1 where there is something."""
    wanted = [pin for pin in pins(LOCK.read_text()) if not arguments or pin[0] in arguments]
    found, unasked = look(wanted, registry())
    print("\n".join(found) or "No known vulnerability among those asked about.")
    if unasked:
        print("Not asked about: " + ", ".join(unasked))
    if found:
        print("Take newer versions with: make lock LOCK='--upgrade-package NAME'")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
