"""What people answer for, by kind: each feature says what there is, what of it is without anybody, how it goes on.

A kind lists its orphans by a select with the columns `title`, `ref` (its address is made of it) and `whose`, of what
the actor may see to; and gives what one person has to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Text, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.accounts.tables import name_of
from app.kernel.api.paging import LIMIT, Page, Rows, page_of_rows
from app.kernel.i18n.stored import told
from app.kernel.policy import Actor

MOST_COUNTED = 99


@dataclass(frozen=True)
class Kind:
    """Something that people have: how many it is in words, how several are called, what to do where nobody has them."""

    key: str
    words: Callable[[int], str]
    several: str
    help: str
    orphans: Callable[[Actor], Rows]
    url: Callable[[str], str]
    has: Callable[[Session, str], int]
    give: Callable[[Session, Actor, str, Actor], int] | None = None


@dataclass(frozen=True)
class Orphan:
    """A thing without anybody: what it is called, where it stands, who had it."""

    title: str
    url: str
    whose: str


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; features do so when they are registered."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Give all kinds, in the order in which features told of them."""
    return list(_kinds.values())


def without_anybody(
    session: Session, actor: Actor, cursor: str | None = None, limit: int = LIMIT
) -> Page[tuple[Kind, Orphan]]:
    """Give some of what nobody answers for and the actor may see to, kind by kind: one statement for all of them."""
    asked = kinds()
    if not asked:
        return Page([])
    found = union_all(*(_numbered(n, kind.orphans(actor)) for n, kind in enumerate(asked))).subquery()
    order = [found.c.n, found.c.ref, found.c.title, found.c.whose]
    rows = page_of_rows(session, select(*order), order, cursor, limit)
    items = [
        (asked[row.n], Orphan(told(row.title), asked[row.n].url(row.ref), name_of(row.whose))) for row in rows.items
    ]
    return Page(items, rows.next)


def _numbered(n: int, orphans: Rows) -> Rows:
    one = orphans.order_by(None).subquery()
    # As they are kept: some titles are messages, and a union has but one type for all.
    plain = {name: type_coerce(func.coalesce(column, ""), Text) for name, column in one.c.items() if name != "ref"}
    said = (plain[name].label(name) for name in ("title", "whose"))
    return select(literal(n).label("n"), one.c.ref, *said)


def counts(session: Session, actor: Actor) -> list[tuple[Kind, int]]:
    """Count what is without anybody, up to 99 of a kind, in one statement."""
    asked = kinds()
    if not asked:
        return []
    columns = [
        select(func.count())
        .select_from(kind.orphans(actor).limit(MOST_COUNTED).subquery())
        .scalar_subquery()
        .label(kind.key)
        for kind in asked
    ]
    row = session.execute(select(*columns)).one()
    return [(kind, count) for kind, count in zip(asked, row, strict=True) if count]


def held(session: Session, person_id: str) -> list[tuple[Kind, int]]:
    """Count what a person has, of each kind that can be given to somebody else."""
    return [(kind, count) for kind in kinds() if kind.give is not None and (count := kind.has(session, person_id))]
