"""The image and CI install exactly what the lock files name: it fits setup.cfg, and every file has its hash."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import advisories
from tests.support.installed import LOCK, ROOT, locked
from tests.support.ports import HOST, free_port
from tests.support.servers import Target

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


def licences(name: str) -> set[str]:
    """Give what an installed distribution says of its licence, in all the ways there are to say it."""
    about = metadata(name)
    said = [about.get("License-Expression"), (about.get("License") or "").partition("\n")[0]]
    said += [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return {one for one in said if one}


def is_copyleft_for_all(licence: str) -> bool:
    """Whether a licence would bind the whole program: the GPL and AGPL do, the LGPL does not.

    Where it is for us to choose one of several (`OR` of an SPDX expression), the mildest counts.
    """
    if " OR " in licence and " AND " not in licence:
        return all(map(is_copyleft_for_all, licence.split(" OR ")))
    lesser = re.sub(r"\bLGPL[\w.-]*|lesser general public|library general public", "", licence, flags=re.I)
    return re.search(r"GPL|general public|affero", lesser, re.I) is not None


def test_no_licence_binds_the_whole_program() -> None:
    found = {one.name: licences(one.name) for one in locked()}
    assert {name for name, said in found.items() if not said} == set()
    assert {name: said for name, said in found.items() if any(is_copyleft_for_all(one) for one in said)} == {}


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPLv3", "GNU General Public License v2", "GNU Affero"])
def test_such_licences_are_told_from_others(licence: str) -> None:
    assert is_copyleft_for_all(licence)
    assert not any(is_copyleft_for_all(one) for one in ("lGPLv3", "LGPL-3.0-only", "MIT", "MPL-2.0"))
    assert not is_copyleft_for_all(f"Apache-2.0 OR {licence}")
    assert is_copyleft_for_all(f"Apache-2.0 AND {licence}") and is_copyleft_for_all(f"AGPL-3.0-only OR {licence}")


@pytest.fixture
def registry(http_target: Target, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setenv("PIP_INDEX_URL", f"{http_target.url}/simple/")
    return http_target


def test_known_vulnerabilities_are_said(registry: Target, capsys: pytest.CaptureFixture[str]) -> None:
    fault = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["99.0"], "withdrawn": None}
    taken_back = {**fault, "id": "PYSEC-2", "withdrawn": "2026-01-01T00:00:00Z"}
    registry.body = json.dumps({"vulnerabilities": [fault, taken_back]}).encode()
    assert advisories.main(["click"]) == 1
    said = capsys.readouterr().out
    assert "click" in said and "PYSEC-1 (CVE-1), fixed in: 99.0" in said and "PYSEC-2" not in said
    [asked] = registry.requests
    assert re.fullmatch(r"/pypi/click/[\d.]+/json", asked["path"])
    registry.body = b'{"vulnerabilities": []}'
    assert advisories.main(["click", "flask"]) == 0


@pytest.mark.parametrize("body", [b"<html>", b"[]", b""])
def test_a_registry_that_tells_nothing_is_no_fault(
    registry: Target, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.body = body
    assert advisories.main(["click"]) == 0
    assert "Not asked about: click" in capsys.readouterr().out


def test_a_registry_that_is_away_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{HOST}:{free_port()}/simple")
    assert advisories.main([]) == 0
    assert "the registry cannot be reached" in capsys.readouterr().out
