"""Which running work a change would touch, and what would become of it, before anybody votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Instance
from app.catalog.tables import Process
from app.impact.queries.survey import EXAMPLES, Survey, count_running, running, sources, target_of
from app.impact.tables import Forecast
from app.kernel.i18n import _
from processes import model

AT_ONCE = 300


@dataclass(frozen=True)
class Group:
    """Running cases that stand at the same steps and would go the same way; `examples` are some of their ids."""

    at: tuple[str, ...]
    count: int
    verdict: str
    words: str
    skips: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Give it for programs."""
        said: dict[str, object] = {"at": list(self.at), "count": self.count, "verdict": self.verdict}
        return said | {"words": self.words, "skips": list(self.skips), "examples": list(self.examples)}


@dataclass(frozen=True)
class Touched:
    """The running cases of a process by what would become of them; `unknown` have not been looked at yet.

    `as_of` says when they were looked at; `working` how many of how many a computation that goes on has seen.
    """

    groups: tuple[Group, ...] = field(default_factory=tuple)
    unknown: int = 0
    as_of: datetime | None = None
    working: tuple[int, int] | None = None

    @property
    def total(self) -> int:
        """How many cases run."""
        return sum(group.count for group in self.groups) + self.unknown

    @property
    def skipping(self) -> int:
        """How many cases would miss something because they have passed its place already."""
        return sum(group.count for group in self.groups if group.skips)

    def count(self, verdict: str) -> int:
        """How many cases would get this verdict."""
        return sum(group.count for group in self.groups if group.verdict == verdict)

    def of(self, verdict: str) -> list[Group]:
        """The groups with this verdict, largest first."""
        return sorted((g for g in self.groups if g.verdict == verdict), key=lambda g: -g.count)

    def to_dict(self) -> dict[str, object]:
        """Give it for programs."""
        known = {verdict: self.count(verdict) for verdict in ("moved", "redirected", "stayed")}
        return {
            "total": self.total, **known, "skipping": self.skipping, "unknown": self.unknown,
            "groups": [group.to_dict() for group in self.groups],
            "as_of": None if self.as_of is None else self.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "complete": self.working is None and not self.unknown,
        }  # fmt: skip


def touched(session: Session, process: Process, changed: model.Model, *, migrates: bool = True) -> Touched:
    """Look at the first few hundred running cases at once, for a change that nobody has proposed yet."""
    total = count_running(session, process.id)
    if not total:
        return Touched()
    seen = Survey(target_of(session, process, changed, migrates=migrates))
    cases = running(session, process.id, "", AT_ONCE)
    seen.look(cases, sources(session, cases))
    return read(seen.to_dict(), unknown=max(0, total - len(cases)))


def read(found: Mapping[str, Any], *, unknown: int = 0, as_of: datetime | None = None) -> Touched:
    """Give what a survey found in words that differ, largest group first."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found["groups"]:
        key = (tuple(one["at"]), one["verdict"], one["words"])
        into = merged.setdefault(key, {"count": 0, "examples": [], "skips": one["skips"]})
        into["count"] += one["count"]
        into["examples"] = (into["examples"] + one["examples"])[:EXAMPLES]
    groups = [
        Group(at, one["count"], verdict, words, tuple(one["skips"]), tuple(one["examples"]))
        for (at, verdict, words), one in merged.items()
    ]
    groups.sort(key=lambda group: -group.count)
    return Touched(tuple(groups), found["unknown"] + unknown, as_of)


def forecast(
    session: Session, proposal_id: str, revision: int, process: Process, changed: model.Model | None, *, migrates: bool
) -> Touched:
    """Give what was worked out for a revision of a proposal, and how far the next answer is.

    As long as there is none and few cases run, they are looked at right away.
    """
    row = session.get(Forecast, proposal_id)
    working = (row.seen, row.total) if row is not None and row.run else None
    if row is not None and row.result is not None and row.result["revision"] == revision:
        known = read(row.result, as_of=row.as_of)
        return Touched(known.groups, known.unknown, known.as_of, working)
    total = count_running(session, process.id)
    if changed is None or total > AT_ONCE:
        return Touched(unknown=total, working=working)
    return touched(session, process, changed, migrates=migrates)


def names(session: Session, groups: Iterable[Group]) -> dict[str, str]:
    """Give what people call the cases that are named as examples, by id."""
    ids = [one for group in groups for one in group.examples]
    rows = select(Instance.id, Instance.business_key).where(Instance.id.in_(ids))
    return {case_id: called(case_id, key) for case_id, key in session.execute(rows)} if ids else {}


def called(case_id: str, business_key: str | None) -> str:
    """Give what people call a case."""
    return business_key or _("case {id}", id=case_id[-6:].upper())
