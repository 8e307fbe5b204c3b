"""Hostile files over a real socket: answered with words, nothing is stopped by its limits, the server does not grow.

What each costs is counted where it is read: tests/processes/model/test_corpus.py.
"""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.awaiting import BOUND

API = "/api/v1"
CORPUS = Path(os.environ.get("STEPWELL_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of BPMN files at {CORPUS}: set STEPWELL_CORPUS")
def test_a_real_server_takes_hostile_files_in_its_stride(server: servers.Server, tmp_path: Path) -> None:
    """Over a real socket: each hostile file is answered with words, and the server does not grow."""
    servers.stepwell(
        "person",
        "add",
        "o@example.org",
        "--name",
        "O",
        "--role",
        "ops",
        data=server.data,
        database_url=server.database_url,
    )
    made = servers.stepwell("token", "create", "o@example.org", data=server.data, database_url=server.database_url)
    token, host = made.stdout.strip(), os.uname().nodename
    files = {file.stem: file.read_bytes() for file in sorted((CORPUS / "hostile").glob("*.bpmn"))}
    files["six-megabytes"] = b"<?xml version='1.0'?><definitions><text>" + b"x" * 6_000_000 + b"</text></definitions>"
    assert len(files) == 17
    before = _memory(server)
    for name, content in files.items():
        status, text = _upload(server.url, token, name, content)
        assert status in (201, 413, 422), (name, status, text)
        assert not re.search(rf"\b{re.escape(host)}\b", text) and "stepwell-escaped" not in text, name
        if status != 201:
            assert '"code"' in text and "Expected" in text, (name, text)
    assert _memory(server) - before < 200_000_000
    assert not Path("/tmp/stepwell-escaped").exists()
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:
        assert answer.status == 200


def _family(server: servers.Server) -> Iterator[int]:
    """Give the ids of a server's process and of all below it."""
    assert server.process is not None
    families = [server.process.pid]
    while families:
        yield (pid := families.pop())
        for task in Path(f"/proc/{pid}/task").iterdir():
            families += map(int, (task / "children").read_text().split())


def _memory(server: servers.Server) -> int:
    """Give the resident bytes of a server and all its children."""
    return sum(
        int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for pid in _family(server)
    )


def _upload(url: str, token: str, name: str, content: bytes) -> tuple[int, str]:
    """Send a file as a browser's form does and give status and answer."""
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{name}\r\n' for key in ("key", "title")
    )
    head = f'{parts}--b\r\nContent-Disposition: form-data; name="file"; filename="{name}.bpmn"\r\n\r\n'
    request = urllib.request.Request(
        f"{url}{API}/processes", head.encode() + content + b"\r\n--b--\r\n",
        {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=BOUND) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
