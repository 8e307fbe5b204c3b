"""The shipped configurations of real proxies: what is half sent stops nobody, live pages and uploads go through."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support import ports, servers
from tests.support.awaiting import answers, until
from tests.support.missing import Missing
from tests.support.servers import Server

ROOT = Path(__file__).resolve().parents[2]
HALVES = (
    b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
    b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na",
    b"POST /signin HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\na",
)


def to(server: Server, text: str) -> str:
    return text.replace("serve-1:8000", f"127.0.0.1:{server.port}").replace("serve-2:8000", f"127.0.0.1:{server.port}")


@contextmanager
def nginx(server: Server, folder: Path) -> Iterator[int]:
    """Give the port of a real nginx with deploy/nginx.conf before a server."""
    port = ports.free_port()
    text = to(server, (ROOT / "deploy" / "nginx.conf").read_text()).replace("listen 80;", f"listen 127.0.0.1:{port};")
    twice = f"        server 127.0.0.1:{server.port} max_fails=1 fail_timeout=5s;\n"
    file = folder / "nginx.conf"
    file.write_text(f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n" + text.replace(twice * 2, twice))
    with running([program("nginx"), "-p", str(folder), "-c", str(file), "-g", "daemon off;"], port):
        yield port


@contextmanager
def caddy(server: Server, folder: Path) -> Iterator[int]:
    """Give the port of a real Caddy with deploy/Caddyfile before a server."""
    port = ports.free_port()
    text = (ROOT / "deploy" / "Caddyfile").read_text().replace("serve-1:8000 serve-2:8000", f"127.0.0.1:{server.port}")
    file = folder / "Caddyfile"
    file.write_text(text.replace("{\n\t# What", "{\n\tadmin off\n\t# What", 1))
    more = {"STEPWELL_ADDRESS": f"http://127.0.0.1:{port}", "HOME": str(folder)}
    with running([program("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"], port, **more):
        yield port


def program(name: str) -> str:
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if found is None:
        raise Missing(name, f"apt-get install {name}")
    return found


@contextmanager
def running(command: list[str], port: int, **more: str) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ | more, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until(lambda: healthy(port), f"{command[0]} to answer", going=lambda: process.poll() is None)
        yield
    finally:
        process.terminate()
        process.wait(30)


def healthy(port: int) -> bool:
    return answers(f"http://127.0.0.1:{port}/healthz")


@pytest.mark.soak
@pytest.mark.parametrize("proxy", [nginx, caddy])
@pytest.mark.databases("sqlite")
def test_half_sent_requests_through_a_proxy_stop_nobody(
    proxy: Callable[..., Iterator[int]], database_url: str, tmp_path: Path
) -> None:
    with (
        servers.running(tmp_path / "data", database_url, STEPWELL_THREADS="4", STEPWELL_PROXIES="1") as server,
        proxy(server, tmp_path) as port,  # type: ignore[attr-defined]
        ExitStack() as lines,
    ):
        for half in HALVES:
            for _ in range(40):
                line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
                line.sendall(half)
        assert all(healthy(port) for _ in range(8))
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/signin", timeout=30).status == 200
