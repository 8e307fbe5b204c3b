"""What other features show on pages of processes, their steps and versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.tables import Process, Version
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor
from processes.model import Model

Marks = list[dict[str, str]]
Tints = list[dict[str, Any]]
Figures = list[dict[str, str] | str]


@slot("process.header", Markup)
def process_header(session: Session, actor: Actor, *, process: Process, version: Version) -> None:
    """Beside the title of a process: what one can do with it."""


@slot("process.kin", Markup)
def process_kin(session: Session, actor: Actor, *, process: Process) -> None:
    """Below the title of a process: links to what is like it elsewhere."""


@slot("process.health", Figures)
def process_health(session: Session, actor: Actor, *, process: Process) -> None:
    """Above the diagram: figures (value, label, perhaps hint and curve), and sentences that warn."""


@slot("diagram.overlays", Marks)
def diagram_overlays(session: Session, actor: Actor, *, process: Process, version: Version) -> None:
    """On the diagram: marks at steps (step, kind, text, title)."""


@slot("diagram.tints", Tints)
def diagram_tints(session: Session, actor: Actor, *, process: Process, version: Version) -> None:
    """On the diagram, when asked for: what is measured there.

    Each has a `key` (time, frequency or waiting), a sentence `about` it, `steps` with a `level` from 1 to 5, `text` and
    `title`, and perhaps `passed` (steps) and `chosen` (arrows) with how often they were gone.
    """


@slot("library.activity", dict[str, str])
def library_activity(session: Session, actor: Actor, *, processes: Sequence[Process]) -> None:
    """In the library: what goes on in each of these processes, by id."""


@slot("library.drafts", Markup)
def library_drafts(session: Session, actor: Actor) -> None:
    """Above the library: what the reader has loaded and not published yet."""


@slot("library.loading", Markup)
def library_loading(session: Session, actor: Actor, *, process: Process | None) -> None:
    """Beside the button that publishes a file at once: what else can be done with it; without a process it is new."""


@slot("step.panel", Markup)
def step_panel(
    session: Session, actor: Actor, *, process: Process, step_id: str, version: Version, alive: bool, panel: bool
) -> None:
    """Beside a step: `alive` where it is in the live version, `panel` where it stands over the diagram."""


@slot("version.page", Markup)
def version_page(session: Session, actor: Actor, *, process: Process, version: Version) -> None:
    """The page of a version: what came of it."""


@slot("version.origins", dict[str, Markup])
def version_origins(session: Session, actor: Actor, *, process: Process, versions: Sequence[Version]) -> None:
    """In the history: from where versions came, by id."""


@slot("version.outcomes", dict[str, Markup])
def version_outcomes(session: Session, actor: Actor, *, process: Process, versions: Sequence[Version]) -> None:
    """In the history: what came of versions, and what can be done about them, by id."""


@slot("version.touched", list[dict[str, Any]])
def version_touched(session: Session, actor: Actor, *, process: Process, model: Model | None) -> None:
    """Before a version is published: what would become of running votes if this model went live."""
