"""A run of tests ends, and every test of it is heard of, whatever one of them does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
import os, sys, tempfile, pathlib
sys.path.insert(0, {root!r})
from tests.support import bounded

def pytest_configure(config):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["FOLDER"] = tempfile.mkdtemp(dir=pathlib.Path(__file__).parent)
    longest = float(os.environ.get("LONGEST", "0"))
    config.pluginmanager.register(bounded.Bounded(pathlib.Path(os.environ["FOLDER"]), longest, 1.0))
"""
FIRST = """
import os, time, pytest

class Slow:
    def __repr__(self):
        time.sleep(3)
        return "slow"

@pytest.fixture
def never_ends():
    yield
    time.sleep(600)

def test_before(): pass
def test_dies(): os._exit(1)
def test_after(): pass
@pytest.mark.timeout(1)
def test_hangs(): time.sleep(600)
@pytest.mark.timeout(1)
def test_is_told_of_slowly(): assert Slow() == 3
@pytest.mark.timeout(1)
def test_never_ends(never_ends): time.sleep(600)
def test_last(): pass
"""
SECOND = "def test_other(): pass\n"
HANGING = "import time\ndef test_hangs_for_ever(): time.sleep(600)\n"


def run(folder: Path, *options: str, **extra: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "STEPWELL_"))}
    (folder / "conftest.py").write_text(CONFTEST.format(root=str(ROOT)))
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "-n", "2", "--dist", "loadfile"]
    return subprocess.run(
        [*command, *options], cwd=folder, env={**kept, **extra}, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip


def test_a_worker_that_dies_and_tests_that_hang_cost_no_other_test(tmp_path: Path) -> None:
    (tmp_path / "test_first.py").write_text(FIRST)
    (tmp_path / "test_second.py").write_text(SECOND)
    done = run(tmp_path)
    for name in ("before", "after", "last"):
        assert f"PASSED test_first.py::test_{name}" in done.stdout, done.stdout
    assert "PASSED test_second.py::test_other" in done.stdout
    for name in ("dies", "hangs", "is_told_of_slowly", "never_ends"):
        assert f"FAILED test_first.py::test_{name}" in done.stdout, done.stdout
    assert "ERROR test_first.py::test_never_ends" in done.stdout, "the end of its fixture is told as well"
    assert done.stdout.count("crashed while running") <= 3, "it is not run again and again"
    assert "INTERNALERROR" not in done.stdout
    assert done.returncode == 1


def test_a_run_that_lasts_too_long_says_what_it_did_and_ends(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING)
    done = run(tmp_path, LONGEST="15")
    assert done.returncode == 3
    assert "The tests did not end within 15 seconds and were stopped." in done.stderr
    assert "test_hanging.py::test_hangs_for_ever" in done.stderr
