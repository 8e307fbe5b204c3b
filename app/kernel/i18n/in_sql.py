"""Messages that the database makes: a sentence whose places are filled by columns, one for each row.

They are kept text as a column of type `Said` holds it, so that what is read of them is a message.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import ColumnElement, String, case, func, literal, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.kernel.i18n.stored import SIGN, Said


class _InJSON(FunctionElement[str]):
    """A text as JSON writes it."""

    type = String()
    inherit_cache = True


@compiles(_InJSON, "sqlite")
def _by_sqlite(element: _InJSON, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_quote({compiler.process(element.clauses, **more)})"


@compiles(_InJSON, "postgresql")
def _by_postgresql(element: _InJSON, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST(to_json(CAST({compiler.process(element.clauses, **more)} AS TEXT)) AS TEXT)"


def saying(sentence: str, **places: ColumnElement[Any] | Any) -> ColumnElement[str]:
    """Give a message in terms of columns: `saying(_("the lane “{lane}”"), lane=LaneMapping.lane)`."""
    made: ColumnElement[str] = literal(
        f'{SIGN}{{"§":{orjson.dumps(str.__str__(sentence)).decode()},"params":{{', String
    )
    for number, (name, column) in enumerate(places.items()):
        made = made + literal(f'{"," if number else ""}"{name}":', String) + _part(column)
    return type_coerce(made + literal("}}", String), Said)


def _part(column: Any) -> ColumnElement[str]:
    """A text, or a message that is kept already, which needs no quotation marks."""
    text: ColumnElement[str] = type_coerce(func.coalesce(type_coerce(column, String), ""), String)
    is_kept = func.substr(text, 1, 1) == literal(SIGN, String)
    return case((is_kept, func.substr(text, 2)), else_=_InJSON(text))
