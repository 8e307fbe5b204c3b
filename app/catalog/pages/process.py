"""One process: its diagram with what is said and done on it, and the same as an outline."""

from __future__ import annotations

from itertools import chain

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from app.catalog.pages.base import blueprint, opened, who
from app.catalog.queries import fault, favourites_among, lines, live_version
from app.catalog.slots import Figures, diagram_overlays, diagram_tints, process_health
from app.catalog.tables import Process, Version
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import joined


@blueprint.get("/processes/<key>")
def process(key: str) -> str:
    """Show the live diagram with overlays, and its outline below."""
    found = opened(key)
    version = live_version(current_session(), found)
    overlays = _overlays(found, version)
    return render_template(
        "catalog/process.html", process=found, version=version, fault=fault(version), overlays=overlays,
        lines=lines(current_session(), version),
        kinds=[kind for kind in ("flag", "praise", "comment", "proposal", "token", "heat") if _any(overlays, kind)],
        health=_health(found), counts=_counts(overlays),
        people=who(found.owner_id, version.author_id),
        starred=favourites_among(current_session(), current_actor(), [found]),
    )  # fmt: skip


@blueprint.get("/processes/<key>/tints")
def tints(key: str) -> ResponseReturnValue:
    """Give what can tint the live diagram, as the map asks for it: JSON."""
    found = opened(key)
    version = live_version(current_session(), found)
    answers = diagram_tints.answers(current_session(), current_actor(), process=found, version=version)
    return jsonify([*chain.from_iterable(answers)])


@blueprint.get("/processes/<key>/outline")
def outline_page(key: str) -> str:
    """Show the live version as text."""
    found = opened(key)
    version = live_version(current_session(), found)
    overlays = _overlays(found, version)
    return render_template(
        "catalog/outline.html", process=found, version=version, fault=fault(version),
        lines=lines(current_session(), version), counts=_counts(overlays),
    )  # fmt: skip


def _overlays(process: Process, version: Version) -> list[dict[str, str]]:
    answers = diagram_overlays.answers(current_session(), current_actor(), process=process, version=version)
    return [*chain.from_iterable(answers)]


def _health(process: Process) -> Figures:
    return [*chain.from_iterable(process_health.answers(current_session(), current_actor(), process=process))]


def _any(overlays: list[dict[str, str]], kind: str) -> bool:
    return any(overlay.get("kind") == kind for overlay in overlays)


def _counts(overlays: list[dict[str, str]]) -> dict[str, str]:
    counts: dict[str, list[str]] = {}
    for overlay in overlays:
        counts.setdefault(overlay["step"], []).append(overlay.get("title") or overlay["text"])
    return {step: joined(", ", words) for step, words in counts.items()}
