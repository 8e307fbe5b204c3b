"""rollout."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Nothing yet."""
