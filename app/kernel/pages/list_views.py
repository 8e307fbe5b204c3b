"""How somebody looks at a list: its groups, its order, how dense, which columns; kept by their browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from flask import Response, after_this_request, request

from app.kernel.http.application import stepwell

DENSITIES = ("roomy", "dense")
LASTS = timedelta(days=365)
PARTS = ("group", "sort", "density", "columns")


@dataclass(frozen=True)
class Offered:
    """What one can choose for a list; the first group and the first order are those of who has not chosen yet."""

    name: str
    groups: Sequence[str]
    sorts: Sequence[str]
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class ListView:
    """How a list is looked at now."""

    group: str
    sort: str
    density: str
    columns: tuple[str, ...]

    def at(self, cursor: str | None) -> dict[str, str]:
        """Give what an address says of a page further down: its cursor means something in this order alone."""
        return {"cursor": cursor, "group": self.group, "sort": self.sort} if cursor else {}

    def columns_with(self, **says: bool) -> list[str]:
        """Give the columns to show: those chosen but for the ones that say nothing here; what orders the list stays."""
        return [column for column in self.columns if column == self.sort or says.get(column, True)]


def list_view(offered: Offered) -> ListView:
    """Give how the list is looked at: as the address says, else as it was last time in this browser.

    What the address says is kept with the answer.
    """
    kept = dict(parse_qsl(request.cookies.get(_cookie(offered), "")))
    said = {part: request.args[part] for part in PARTS[:3] if part in request.args}
    if "columns" in request.args:
        said["columns"] = ".".join(request.args.getlist("columns"))
    view = _read({**kept, **said}, offered)
    if said:
        after_this_request(lambda answer: _keep(answer, offered, view))
    return view


def _read(said: Mapping[str, str], offered: Offered) -> ListView:
    columns = said["columns"].split(".") if "columns" in said else offered.columns
    return ListView(
        _one_of(offered.groups, said.get("group")),
        _one_of(offered.sorts, said.get("sort")),
        _one_of(DENSITIES, said.get("density")),
        tuple(column for column in offered.columns if column in columns),
    )


def _one_of(offered: Sequence[str], said: str | None) -> str:
    return said if said is not None and said in offered else offered[0]


def _keep(answer: Response, offered: Offered, view: ListView) -> Response:
    words = urlencode({
        "group": view.group, "sort": view.sort, "density": view.density, "columns": ".".join(view.columns)
    })  # fmt: skip
    answer.set_cookie(
        _cookie(offered), words, max_age=LASTS, path="/", httponly=True, samesite="Lax",
        secure=stepwell().settings.secure_cookies,
    )  # fmt: skip
    return answer


def _cookie(offered: Offered) -> str:
    return f"stepwell_list_{offered.name}"
