"""What could become of a step: what usually helps first, all else behind it, each with what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from jinja2 import Template
from markupsafe import Markup

from app.improve.pages.form import MOST_LIKELY, Ground, Typed, Wish, asked_kinds, fields_at, is_needed, offered
from processes import change

Way = tuple[str, str, str, Markup]


@dataclass(frozen=True)
class Ways:
    """What could become of a step: what usually helps first, all else behind it, and which of them is chosen."""

    of: str
    way: str
    asks: bool
    likely: list[Way]
    others: list[Way]

    @property
    def title(self) -> str:
        """Give what is chosen, in words."""
        return next((title for name, title, *_rest in (*self.likely, *self.others) if name == self.way), "")


def ways_of(wish: Wish) -> str:
    """Give what the ways depend on: with another step or trouble others are offered."""
    return f"{wish.step}|{wish.bother}"


def ways_at(ground: Ground, wish: Wish, filled: Mapping[str, Typed], errors: Mapping[str, str] | None = None) -> Ways:
    """Give what could become of a step, each with the fields that it asks for; what is chosen is never hidden."""
    model = ground.model
    others = [option for option in ground.work if option[0] != wish.step]
    kinds = offered(wish.bother, model, wish.step)
    shown = kinds[:MOST_LIKELY]
    chosen = asked_kinds()[wish.way]
    shown += [chosen] if chosen not in shown else []

    def way(kind: type[change.Operation]) -> Way:
        """Give a kind with its fields, by a template of its own if there is one."""
        names: list[str | Template] = [f"improve/kinds/{kind.kind}.html", "improve/_blanks.html"]
        fields = fields_at(kind, model, wish.step)
        asked = render_template(
            names, kind=kind, fields=fields, filled=filled, others=others, wish=wish, errors=errors or {},
            can_be_done=chosen is not kind or kind in kinds,
        )  # fmt: skip
        return kind.kind, kind.about.title, kind.about.hint, Markup(asked)

    asks = any(field.is_asked and is_needed(chosen, field.parameter) for field in fields_at(chosen, model, wish.step))
    return Ways(
        ways_of(wish), wish.way, asks, [way(one) for one in shown], [way(one) for one in kinds if one not in shown]
    )
