"""Ports of this machine's loopback address."""

from __future__ import annotations

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """Give a port on which nobody listens right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Say whether somebody listens on a port still: a killed server's last child may, for a moment."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
