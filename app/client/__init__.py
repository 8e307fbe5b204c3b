"""A client for programs that work with Stepwell: `from app.client import Stepwell, Worker`.

It needs nothing but Python, so that this folder can be copied into any program.
"""

from app.client.connection import Refused, Stepwell, Unreachable
from app.client.worker import BusinessError, Failure, Task, Worker

__all__ = ["BusinessError", "Failure", "Refused", "Stepwell", "Task", "Unreachable", "Worker"]
