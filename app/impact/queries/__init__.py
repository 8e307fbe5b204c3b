"""Reads of what a change would do."""

from app.impact.queries.cases import Listed, listed
from app.impact.queries.evidence import Evidence, evidence_among, evidence_on
from app.impact.queries.preview import (
    Preview,
    changed_xml,
    drawn,
    kinds_at,
    only_change,
    operations_from,
    overlay_of,
    preview,
    try_change,
)
from app.impact.queries.touched import Group, Touched, forecast, names, touched

__all__ = [
    "Evidence", "Group", "Listed", "Preview", "Touched", "changed_xml", "drawn", "evidence_among", "evidence_on",
    "forecast", "kinds_at", "listed", "names", "only_change", "operations_from", "overlay_of", "preview", "touched",
    "try_change",
]  # fmt: skip
