"""Stepwell as an app on a phone or desk: its manifest, and the worker that speaks where there is no network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for

from app.kernel.db.transactions import transaction
from app.kernel.http.application import StepwellApp, stepwell
from app.sign_in.authenticate import open_to_all

GROUND = "#fbf9f5"
ICONS = (
    ("stepwell.svg", "any", "image/svg+xml", "any"),
    ("stepwell-192.png", "192x192", "image/png", "any"),
    ("stepwell-512.png", "512x512", "image/png", "any"),
    ("stepwell-maskable-512.png", "512x512", "image/png", "maskable"),
)
blueprint = Blueprint("installable", __name__)

# Unregisters itself where it was once offered, with all that it kept.
GONE = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("stepwell-")) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


def register(app: StepwellApp) -> None:
    """Add the addresses, and say on each page where its worker is, if there is one."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["worker_url"] = lambda: url_for("installable.worker") if stepwell().settings.offline else ""


@blueprint.get("/manifest.webmanifest")
@transaction("none")
def manifest() -> Response:
    """Say how the app is called and looks when it is installed; the same for everybody."""
    name = stepwell().settings.organisation
    icons = [
        {"src": _file(file), "sizes": sizes, "type": kind, "purpose": purpose} for file, sizes, kind, purpose in ICONS
    ]
    answer = jsonify(
        id="/", name=name, short_name=name[:12], start_url="/", scope="/", display="standalone", icons=icons,
        background_color=GROUND, theme_color=GROUND,
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@blueprint.get("/offline")
@open_to_all
def offline() -> str:
    """Say that there is no network: what the worker fetches as nobody, keeps, and shows then."""
    return render_template("offline.html")


@blueprint.get("/worker.js")
@transaction("none")
def worker() -> Response:
    """Give the worker with what it keeps; where it is switched off, one that takes itself away."""
    text = _worker() if stepwell().settings.offline else GONE
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _worker() -> str:
    dist = Path(current_app.static_folder or "") / "dist"
    files = [_file(name) for name in json.loads((dist / "kept.json").read_text(encoding="utf-8"))]
    words = Path(__file__).parent / "templates" / "offline.html"
    known = [files, words.read_text(encoding="utf-8"), stepwell().settings.organisation]
    version = hashlib.sha256(json.dumps(known).encode()).hexdigest()[:12]
    kept = {"version": version, "page": url_for("installable.offline"), "files": files}
    return f"globalThis.stepwell = {json.dumps(kept)};\n{(dist / 'worker.js').read_text(encoding='utf-8')}"


def _file(name: str) -> str:
    return url_for("static", filename=f"dist/{name}")
