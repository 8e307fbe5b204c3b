"""The whole application: the one place where the kernel and all features meet."""

from __future__ import annotations

from importlib import import_module

from app import FEATURES
from app.kernel import features, jobs, live, rate_limits
from app.kernel.api import openapi
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.db.database_settings import configure
from app.kernel.delivery import compression, static_files
from app.kernel.http import access_log, csrf_and_headers, problems, proxies, request_limits
from app.kernel.http.application import StepwellApp
from app.kernel.http.concurrency import Turns
from app.kernel.idempotency import forget
from app.kernel.observability import health, logs, metrics, tracing
from app.kernel.outbox import forget as forget_events
from app.kernel.pages import templating
from app.kernel.settings import Settings, load, secret_key


def wired(settings: Settings | None = None, database: Database | None = None) -> StepwellApp:
    """Wire the application: settings, database, protection, then each feature from the ground up."""
    settings = settings or load()
    app = StepwellApp("app", static_folder="static", static_url_path="/static", template_folder="web/templates")
    app.settings = settings
    app.turns = Turns(most=settings.threads // 2)
    app.database = database or Database(settings.url, pool_size=max(5, settings.threads // 4))
    app.config.update(
        SECRET_KEY=secret_key(settings),
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        API_TITLE="Stepwell",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    if database is None:
        schema.make_ready(app.database)
    configure(app.database, settings)
    logs.configure(settings.log_format)
    request_limits.prepare(app)
    compression.register(app)  # first, so that it comes last, over whole answers
    static_files.register(app)
    access_log.register(app)
    problems.register(app)
    templating.register(app)
    health.register(app)
    jobs.register(app)
    forget.register()
    forget_events.register()
    live.register(app)
    csrf_and_headers.register(app)
    rate_limits.register(app)
    metrics.register(app)
    proxies.register(app)
    # All are made before the first is added: upper ones add addresses to the blueprints of lower ones.
    for feature in [features.manifest(name) for name in FEATURES]:
        features.add(app, feature)
    request_limits.register(app)
    import_module("app.web.pages").register(app)
    import_module("app.web.installable").register(app)
    openapi.register(app)
    import_module("app.web.api").register(app)
    import_module("app.web.described").register(app)
    tracing.register(app)
    return app
