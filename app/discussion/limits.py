"""Nobody needs to say more than this in so short a time."""

from __future__ import annotations

from app.kernel.protection import limiter

often_enough = limiter.shared_limit("30 per minute; 600 per hour", scope="discussion")
