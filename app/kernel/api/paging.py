"""Keyset pagination: pages that stay quick and stable however long the list."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeAlias, TypeVar

import orjson
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid
from app.kernel.i18n import _

T = TypeVar("T")
LIMIT = 50
# What selects columns, whichever and however many.
Rows: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items of a list and the cursor of those that follow, None at the end; `begins` are the keys of the first."""

    items: list[T]
    next: str | None = None
    begins: tuple[Any, ...] = ()

    def map(self, say: Callable[[T], Any]) -> dict[str, Any]:
        """Give the page as an API answer."""
        return {"items": [say(item) for item in self.items], "next": self.next}


def page(
    session: Session,
    statement: Rows,
    order: Sequence[Any],
    cursor: str | None = None,
    limit: int = LIMIT,
    *,
    descending: bool = False,
    scalars: bool = True,
    among: Rows | None = None,
) -> Page[Any]:
    """Read one page ordered by `order`, mapped columns of the first entity whose last one is unique.

    `among` selects that one of all that are in the list, with all conditions: where rows are wide only those of the
    page are read, and the others are sorted without them. Raises Invalid for a cursor that this list did not give.
    """
    beyond = [_beyond(order, _decode(cursor, order), descending)] if cursor else []
    ordered = [c.desc() if descending else c.asc() for c in order]
    result = session.execute(_cut(statement, among, beyond, ordered, order[-1], limit))
    rows = list(result.scalars() if scalars else result.all())
    more, rows = len(rows) > limit, rows[:limit]
    if not more:
        return Page(rows)
    last = rows[-1] if scalars else rows[-1][0]
    return Page(rows, _encode([getattr(last, column.key) for column in order]))


def _cut(
    statement: Rows, among: Rows | None, beyond: Sequence[Any], order: Sequence[Any], unique: Any, limit: int
) -> Rows:
    """Cut a page and one row more out of a statement, or out of what selects the unique column of all in the list."""
    if among is None:
        return statement.where(*beyond).order_by(*order).limit(limit + 1)
    inside = among.where(*beyond).order_by(*order).limit(limit + 1).subquery()
    return statement.where(unique.in_(select(inside.c[0]))).order_by(*order)


def page_of_rows(
    session: Session, statement: Rows, order: Sequence[Any], cursor: str | None = None, limit: int = LIMIT
) -> Page[Any]:
    """Read one page of rows ordered by `order`: columns that the rows have by their names, unique together."""
    if cursor:
        statement = statement.where(_beyond(order, _decode(cursor, order), descending=False))
    rows = session.execute(statement.order_by(*(column.asc() for column in order)).limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(list(rows))
    return Page(list(rows[:limit]), _encode([getattr(rows[limit - 1], column.key) for column in order]))


def page_by(
    session: Session,
    statement: Rows,
    by: Any,
    order: Sequence[Any],
    cursor: str | None = None,
    limit: int = LIMIT,
    *,
    among: Rows | None = None,
) -> Page[Any]:
    """Read one page ordered by an expression and then by columns whose last one is unique; `among` as for `page`.

    `order` is a column of the kind of the expression, and those. Raises Invalid for a cursor of another list.
    """
    keys = [Key(by, order[0]), *(Key(column, column) for column in order[1:])]
    return page_of_keys(session, statement, keys, cursor, limit, among=among)


@dataclass(frozen=True)
class Key:
    """One of the things that a list is ordered by: an expression, a column of its kind, and which way it runs."""

    by: Any
    like: Any
    descending: bool = False


def page_of_keys(
    session: Session,
    statement: Rows,
    keys: Sequence[Key],
    cursor: str | None = None,
    limit: int = LIMIT,
    *,
    among: Rows | None = None,
) -> Page[Any]:
    """Read one page of the first thing that a statement selects, ordered by keys none of which is ever NULL.

    Together they are unique; with `among`, as for `page`, the last is by itself. Raises Invalid for a strange cursor.
    """
    past = [_past(keys, _decode(cursor, [key.like for key in keys]))] if cursor else []
    order = [key.by.desc() if key.descending else key.by.asc() for key in keys]
    keyed = statement.add_columns(*(key.by for key in keys))
    rows = session.execute(_cut(keyed, among, past, order, keys[-1].by, limit)).all()
    items = [row[0] for row in rows[:limit]]
    begins = tuple(rows[0][-len(keys) :]) if rows else ()
    if len(rows) <= limit:
        return Page(items, None, begins)
    return Page(items, _encode(list(rows[limit - 1])[-len(keys) :]), begins)


def from_there(keys: Sequence[Key], begins: Sequence[Any]) -> Any:
    """Give the condition that something stands where a page begins, or further down, by the first of its keys."""
    values = begins[: len(keys)]
    return or_(_past(keys, values), and_(*(key.by == value for key, value in zip(keys, values, strict=True))))


def _past(keys: Sequence[Key], values: Sequence[Any]) -> Any:
    steps = []
    for i, key in enumerate(keys):
        past = key.by < values[i] if key.descending else key.by > values[i]
        steps.append(and_(*(k.by == v for k, v in zip(keys[:i], values[:i], strict=True)), past))
    return or_(*steps)


def _beyond(order: Sequence[Any], values: list[Any], descending: bool) -> Any:
    return _past([Key(column, column, descending) for column in order], values)


def _encode(values: list[Any]) -> str:
    marked = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(orjson.dumps(marked)).decode().rstrip("=")


def _decode(cursor: str, order: Sequence[Any]) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError("another list's cursor")
        values = [_moment(v["t"]) if isinstance(v, dict) else v for v in values]
        if not all(map(_fits, values, order)):
            raise ValueError("another list's cursor")
        return values
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Invalid(
            "BAD_CURSOR",
            _("Expected a cursor that this list gave, but it is not one. Start again without a cursor."),
            for_people=_("This page of the list is not there any more. Look at the list from its start."),
        ) from error


def _moment(text: str) -> datetime:
    """Give the moment in UTC; raises ValueError or OverflowError for one that no database holds."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without an offset")
    return found.astimezone(UTC)


def _fits(value: Any, column: Any) -> bool:
    """Whether a column can hold this value, so that the database can compare them."""
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        return False
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return isinstance(value, kind) and isinstance(value, bool) is (kind is bool) and "\x00" not in str(value)
