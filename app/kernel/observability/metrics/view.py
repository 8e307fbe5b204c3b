"""GET /metrics: for administrators and for programs on this machine; for all others it is not there."""

from __future__ import annotations

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from app.kernel import policy
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import NotFound
from app.kernel.http.application import StepwellApp, stepwell
from app.kernel.http.proxies import from_this_machine
from app.kernel.i18n import pgettext
from app.kernel.observability.metrics import requests
from app.kernel.observability.metrics.collect import Now
from app.kernel.observability.metrics.port import REGISTRY
from app.kernel.policy import Actor, Permission


class Kernel(Permission):
    """What the kernel itself offers."""

    METRICS = "kernel.metrics.view", pgettext("permission", "view these metrics")


def _whole_admin(actor: Actor, subject: object) -> bool:
    return actor.has_in("", "admin")


def register(app: StepwellApp) -> None:
    """Offer /metrics and count the requests of this application."""
    policy.register({Kernel.METRICS: _whole_admin})
    requests.register(app)
    app.add_url_rule("/metrics", "metrics", _metrics)
    app.extensions["stepwell_metrics"] = registry = CollectorRegistry(auto_describe=False)
    app.extensions["stepwell_metrics_now"] = now = Now(app.database)
    registry.register(now)


@transaction("none")
def _metrics() -> Response:
    app = stepwell()
    if not from_this_machine(request.environ):
        with unit_of_work(app.database, readonly=True) as session:
            actor = app._who(session)
        if not policy.allows(actor, Kernel.METRICS):
            raise NotFound
    text = generate_latest(REGISTRY) + generate_latest(app.extensions["stepwell_metrics"])
    return Response(text, content_type=CONTENT_TYPE_LATEST)
