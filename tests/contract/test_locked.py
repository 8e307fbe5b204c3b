"""The image and CI install exactly what the lock files name: it fits setup.cfg, and every file has its hash."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.installed import LOCK, ROOT

FOR_TESTS = LOCK.with_name("requirements-test.lock")
AGAIN = "Run: make lock"


def ranges(*extras: str) -> list[Requirement]:
    """Give what setup.cfg asks for, with these extras."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    texts = [config["options"]["install_requires"], *(config["options.extras_require"][name] for name in extras)]
    return [Requirement(line) for text in texts for line in text.split("\n") if line]


def build_requirements() -> list[Requirement]:
    asked = re.search(r'^requires = \["(.*)"\]$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert asked is not None
    return [Requirement(asked.group(1))]


def pinned(file: Path) -> list[Requirement]:
    lines = [line for line in file.read_text().splitlines() if line[:1].isalnum()]
    return [Requirement(line.rstrip(" \\")) for line in lines]


def version(one: Requirement) -> str:
    [specifier] = one.specifier
    assert specifier.operator == "==", one
    return specifier.version


@pytest.mark.parametrize(("file", "extras"), [(LOCK, ["otel"]), (FOR_TESTS, ["otel", "test"])])
def test_it_fits_the_ranges(file: Path, extras: list[str]) -> None:
    locked: dict[str, list[str]] = {}
    for one in pinned(file):
        locked.setdefault(canonicalize_name(one.name), []).append(version(one))
    for wanted in [*ranges(*extras), *build_requirements()]:
        found = locked.get(canonicalize_name(wanted.name), [])
        assert found and all(wanted.specifier.contains(one, prereleases=True) for one in found), (
            f"{file.name} has {found} for {wanted}. {AGAIN}"
        )


@pytest.mark.parametrize("file", [LOCK, FOR_TESTS])
def test_every_line_has_hashes_and_none_an_address(file: Path) -> None:
    text = file.read_text()
    assert "://" not in text and not re.search(r"^\s*-(?!-hash=)", text, re.M)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 2)[2])
    assert len(blocks) == len(pinned(file)) > 50
    for block in blocks:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_what_is_tested_is_what_is_shipped() -> None:
    assert {str(one) for one in pinned(LOCK)} <= {str(one) for one in pinned(FOR_TESTS)}, AGAIN
