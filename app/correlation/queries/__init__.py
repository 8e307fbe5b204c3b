"""Reads of what came in and of who waits for it."""

from app.correlation.queries.subscriptions import (
    is_suspended_receiver,
    messages_awaited,
    receiver,
    signal_tasks,
    waiting_for_signal,
    waiting_of,
)

__all__ = ["is_suspended_receiver", "messages_awaited", "receiver", "signal_tasks", "waiting_for_signal", "waiting_of"]
