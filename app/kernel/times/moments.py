"""How pages say moments: by the clock of who reads them, which is that of the organisation where nobody says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from flask import has_app_context
from markupsafe import Markup, escape
from marshmallow import fields

from app.kernel.http.application import StepwellApp, current_actor, stepwell
from app.kernel.i18n import _, ngettext
from app.kernel.times import clock, zones


class Sent(fields.DateTime):
    """A moment that a program sends, in UTC: without an offset it is by the clock of who asks."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        found = super()._deserialize(value, attr, data, **kwargs)
        try:
            return found.astimezone(UTC) if found.tzinfo else zones.instant(found, reader_zone())
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


def register(app: StepwellApp) -> None:
    """Teach templates to say moments to who reads them."""
    app.jinja_env.filters.update(
        ago=ago,
        in_words=in_words,
        in_full=in_full,
        as_typed=as_typed,
        zone=zones.called,
        span=span,
        moments=said,
        retold=retold,
        local_day=local_day,
        local_clock=local_clock,
        day=zones.day_words,
        last_day=last_day,
    )
    app.jinja_env.globals["reader_zone"] = reader_zone


def reader_zone() -> tzinfo:
    """Give the zone of who asks: their own, else that of the organisation."""
    return zones.find(current_actor().zone or stepwell().settings.time_zone) if has_app_context() else zones.find(None)


def exact(moment: datetime) -> str:
    """Say a moment exactly to who reads it, with the zone named."""
    return zones.exact(moment, reader_zone())


def span(begins_at: datetime, ends_at: datetime) -> str:
    """Say a time from–to to who reads it."""
    return zones.span(begins_at, ends_at, reader_zone())


def said(words: str | None) -> str:
    """Give kept words with the moments in them for who reads them."""
    return zones.said(words or "", reader_zone())


def retold(words: str) -> str:
    """Give what was written for programs with the moments in it for who reads it."""
    return zones.retold(words, reader_zone())


def local_day(moment: datetime) -> date:
    """Give the day of a moment where who reads it is."""
    return zones.local(moment, reader_zone()).date()


def last_day(ends_at: datetime) -> date:
    """Give the last day of what ends at this moment, where who reads it is."""
    return zones.last_day(ends_at, reader_zone())


def local_clock(moment: datetime) -> str:
    """Give the hours, minutes and seconds of a moment where who reads it is."""
    return f"{zones.local(moment, reader_zone()):%H:%M:%S}"


def ago(moment: datetime | None) -> Markup:
    """Say a moment relative to now, with the exact time for hover and for screen readers."""
    return in_words(moment, relative((clock.now() - moment).total_seconds())) if moment is not None else Markup("")


def in_words(moment: datetime, words: str) -> Markup:
    """Say a moment in these words, with the exact time for hover and for screen readers."""
    at = escape(exact(moment))
    # A list has a hundred of these: `Markup.format` takes five times as long.
    return Markup(
        f'<time datetime="{moment.isoformat()}" title="{at}">{escape(words)}<span class="sr-only"> ({at})</span></time>'
    )


def in_full(moment: datetime | None) -> Markup:
    """Say a moment exactly, so that programs know it, too."""
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), exact(moment)) if moment else Markup("")


def as_typed(moment: datetime | None) -> str:
    """Give the day of a moment where who reads it is, as fields for days hold it."""
    return local_day(moment).isoformat() if moment else ""


_DISTANCES: tuple[tuple[float, float, Callable[[int], str], Callable[[int], str]], ...] = (
    (
        60,
        3600,
        lambda n: ngettext("{n} minute ago", "{n} minutes ago", n),
        lambda n: ngettext("in {n} minute", "in {n} minutes", n),
    ),
    (
        3600,
        86400,
        lambda n: ngettext("{n} hour ago", "{n} hours ago", n),
        lambda n: ngettext("in {n} hour", "in {n} hours", n),
    ),
    (
        86400,
        86400 * 45,
        lambda n: ngettext("{n} day ago", "{n} days ago", n),
        lambda n: ngettext("in {n} day", "in {n} days", n),
    ),
    (
        86400 * 30.4,
        86400 * 30.4 * 23.5,
        lambda n: ngettext("{n} month ago", "{n} months ago", n),
        lambda n: ngettext("in {n} month", "in {n} months", n),
    ),
)


def relative(seconds: float) -> str:
    """Say a distance in time in plain words; negative seconds lie ahead."""
    size = abs(seconds)
    if size < 45:
        return _("just now") if seconds >= 0 else _("in a moment")
    for length, limit, ago, ahead in _DISTANCES:
        if size < limit:
            count = max(1, round(size / length))
            return ago(count) if seconds > 0 else ahead(count)
    years = max(1, round(size / _DISTANCES[-1][0])) // 12
    if seconds > 0:
        return ngettext("{n} year ago", "{n} years ago", years)
    return ngettext("in {n} year", "in {n} years", years)
