"""A server of the standard library, or of Werkzeug, in a thread of the test's process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

from tests.support.awaiting import ended

# How often it looks whether it is to end: by itself twice a second, which is what most tests would wait for.
EVERY = 0.01


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """Let a server answer until the block ends; its port is free then."""
    thread = threading.Thread(target=server.serve_forever, args=(EVERY,), daemon=True, name="a test's server")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        ended(thread)
