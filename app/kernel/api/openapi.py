"""The interface for programs: the blueprints of all features under one description (OpenAPI 3.1)."""

from __future__ import annotations

import flask_smorest

from app.kernel import features
from app.kernel.http import problems
from app.kernel.http.application import StepwellApp

ABOUT = """The interface of Stepwell for other programs.

**What was read.** Calls that decide about a proposal take `revision` and `live_version`, and all calls that change
something that could have been read before take `If-Match` (412 where it is another by now, 400 `NOTHING_TO_MATCH` where
there is nothing to match). Who names nothing is taken at their word.

**News.** `GET /live?topics=proposal:ID,inbox:all` is a stream of server-sent events (scope `read`), up to 50 topics;
each event `ping` has the data `{"topic": "proposal:ID"}`. The topic may be empty, whichever topics were asked for: so
much moved, or so little is known, that everything may have moved. Read again what you show; the stream does not say it.
"""


def register(app: StepwellApp) -> None:
    """Publish the API of all features, with their description."""
    api = flask_smorest.Api(app, spec_kwargs={"info": {"description": ABOUT}})
    for feature in features.known(app):
        if feature.api is not None:
            api.register_blueprint(feature.api)
    # flask-smorest answers HTTP errors in its own shape; ours are problem+json everywhere.
    problems.register_http(app)
