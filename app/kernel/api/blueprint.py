"""The blueprint of an interface for programs: flask-smorest's, which has no types, with the types of its decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ParamSpec, TypeVar

    import flask
    from marshmallow import Schema

    P = ParamSpec("P")
    R = TypeVar("R")

    class Blueprint(flask.Blueprint):
        """What is used of flask-smorest's blueprint, as its sources have it."""

        def __init__(self, name: str, import_name: str, *, url_prefix: str, description: str) -> None: ...

        def arguments(
            self,
            schema: type[Schema] | Schema,
            *,
            location: str = "json",
            required: bool = True,
            content_type: str | None = None,
        ) -> Callable[[Callable[..., R]], Callable[..., R]]:
            """Give the view what the request brought by a schema, as an argument before those of its address."""

        def response(
            self,
            status_code: int,
            schema: type[Schema] | Schema | dict[str, Any] | None = None,
            *,
            content_type: str | None = None,
        ) -> Callable[[Callable[P, object]], Callable[P, flask.Response]]:
            """Make an answer by a schema of what the view gives; an answer that the view made stays as it is."""

        def doc(self, **said: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
            """Say more of the view in the description of the API."""

else:
    from flask_smorest import Blueprint

__all__ = ["Blueprint"]
