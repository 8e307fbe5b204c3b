"""One step: what is to be done, what others say, and its history across versions."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.catalog.pages.base import blueprint, opened
from app.catalog.queries import fault, lines, live_version, story
from app.catalog.tables import Process
from app.kernel.http.application import current_session
from processes.called import headed
from processes.model.outline import KINDS


@blueprint.get("/processes/<key>/steps/<path:step_id>")
def step(key: str, step_id: str) -> str:
    """Show a step as a page of its own, also one that was taken out."""
    return render_template("catalog/step.html", **_told(opened(key), step_id))


@blueprint.get("/processes/<key>/steps/<path:step_id>/panel")
def step_panel(key: str, step_id: str) -> str:
    """Give the part of a page that tells about a step, to be put beside the diagram."""
    return render_template("catalog/_step.html", panel=True, **_told(opened(key), step_id))


def _told(process: Process, step_id: str) -> dict[str, Any]:
    told = story(current_session(), process, step_id)
    version = live_version(current_session(), process)
    line = (
        next((line for line in lines(current_session(), version) if line.id == step_id), None) if told.alive else None
    )
    return {
        "process": process, "version": version, "story": told, "step": told.step, "step_id": step_id,
        "type": line.type if line else KINDS.get(told.step.type, "event"), "then": line.next if line else "",
        "name": headed(told.step.label), "fault": fault(version),
    }  # fmt: skip
