"""Health for whoever watches the server: whether it lives, and whether it can serve."""

from __future__ import annotations

from flask import Response, jsonify

from app.kernel import disk_space
from app.kernel.db import outages, schema
from app.kernel.db.transactions import transaction
from app.kernel.http.application import StepwellApp, stepwell
from app.kernel.observability.logs import log


def register(app: StepwellApp) -> None:
    """Answer at /healthz and /readyz."""
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/readyz", "readyz", _readyz)


@transaction("none")
def _healthz() -> Response:
    return jsonify({"status": "ok"})


@transaction("none")
def _readyz() -> tuple[Response, int]:
    """Say whether requests can be served: the database answers, its schema is this program's, and it can be saved."""
    app = stepwell()
    try:
        app.database.opened()
        fits = schema.is_newest(app.database)
    except Exception as error:
        met = outages.outage(error)
        log.error("not_ready", error=str(met.__cause__ or met)[:300] if met else str(error)[:300])
        return jsonify({"status": outages.IN_WORDS[met.code if met else outages.AWAY]}), 503
    if not fits:
        log.error("not_ready", schema=schema.current(stepwell().database), newest=schema.newest())
        return jsonify({"status": "schema of another release"}), 503
    stands = app.database.standing.code
    if stands is None and any(place.is_full for place in disk_space.places(app.settings, app.database)):
        stands = outages.DISK_FULL
    if stands is not None:
        log.error("not_ready", code=stands)
        return jsonify({"status": outages.IN_WORDS[stands]}), 503
    return jsonify({"status": "ready"}), 200
