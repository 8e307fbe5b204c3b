"""Live pages by server-sent events: the stream says only which topic moved, and the page fetches its part again.

live.ping(session, f"rollout:{rollout.id}", f"person:{person.id}")      in an action
live.allow_topic("rollout", lambda session, actor, id: ...)             in a feature's register()
"""

from app.kernel.live.hub import Hub, Subscription, hub_of
from app.kernel.live.ping import ping
from app.kernel.live.topics import allow_topic, may_hear
from app.kernel.live.view import register

__all__ = ["Hub", "Subscription", "allow_topic", "hub_of", "may_hear", "ping", "register"]
