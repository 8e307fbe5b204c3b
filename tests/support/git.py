"""Real git repositories: in a folder, and served over HTTP by git's own `http-backend`."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.ports import HOST
from tests.support.serving import serving

USER, PASSWORD = "robot", "s3cret-of-the-robot"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")


def git(folder: Path, *arguments: str, content: bytes = b"") -> str:
    """Run git in a folder and give what it said."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    named = {f"GIT_{who}_{what}": "Ann" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=content, env=quiet | named, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def bare(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Make a bare repository whose branch `main` holds these files, none where there are none."""
    folder.mkdir(parents=True)
    git(folder, "init", "--bare", "--quiet", "--initial-branch", "main")
    git(folder, "config", "http.receivepack", "true")
    git(folder, "config", "uploadpack.allowFilter", "true")
    if files:
        index = "".join(
            f"100644 {git(folder, 'hash-object', '-w', '--stdin', content=text.encode()).strip()} 0\t{name}\n"
            for name, text in files.items()
        )
        git(folder, "update-index", "--index-info", content=index.encode())
        commit = git(folder, "commit-tree", git(folder, "write-tree").strip(), "-m", "Begin").strip()
        git(folder, "update-ref", "refs/heads/main", commit)
    return folder


@dataclass
class Served:
    """Where repositories are served, and what was asked."""

    url: str
    paths: list[str]


@contextmanager
def served(root: Path) -> Iterator[Served]:
    """Serve the repositories of a folder over HTTP, to who knows the password."""
    asked = Served("", [])
    allowed = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.paths.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != allowed:
                self.send_error(401)
                return
            path, _mark, query = self.path.partition("?")
            env = {
                "GIT_PROJECT_ROOT": str(root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
                "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": USER, "PATH": os.environ["PATH"],
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "GIT_CONFIG_GLOBAL": os.devnull,
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            }  # fmt: skip
            done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False)
            head, _gap, rest = done.stdout.partition(b"\r\n\r\n")
            lines = [line.partition(": ") for line in head.decode().split("\r\n") if ": " in line]
            said = {name: value for name, _colon, value in lines}
            self.send_response(int(said.pop("Status", "200 OK").split()[0]))
            for name, value in said.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    asked.url = f"http://{HOST}:{server.server_port}"
    with serving(server):
        yield asked
