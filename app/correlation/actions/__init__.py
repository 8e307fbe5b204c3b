"""What brings messages and signals to who waits for them."""

from app.correlation.actions.catch_up import go_on
from app.correlation.actions.messages import send
from app.correlation.actions.signals import send_signal

__all__ = ["go_on", "send", "send_signal"]
