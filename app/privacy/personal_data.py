"""What is kept of people, by feature: what an export of somebody holds, and what goes when they are anonymised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.tables import NAMELESS
from app.kernel.api.paging import Rows
from app.kernel.i18n import stored
from app.kernel.policy import Actor

AT_ONCE = 500


@dataclass(frozen=True)
class Section:
    """A list in an export: its file's name, its title, and what it holds of a person, with labelled columns.

    What a person wrote and did is theirs; what stands around it (`rows` are told who asks) is left out where they do
    not see it any more: names that others gave, sentences made of their words.
    `private` ones are for the person alone: what they typed and sent to nobody, how they vote where that is hidden.
    """

    name: str
    title: str
    rows: Callable[[str, Actor], Rows]
    private: bool = False


@dataclass(frozen=True)
class Text:
    """A column in which texts written by Stepwell, or `by_people`, name people."""

    key: Any
    column: Any
    by_people: bool = False


@dataclass(frozen=True)
class Erasure:
    """What a feature deletes of a person, told in words with how much it was."""

    words: str
    erase: Callable[[Session, str], int]


_sections: dict[str, Section] = {}
_texts: list[Text] = []
_erasures: dict[str, Erasure] = {}


def exports(*sections: Section) -> None:
    """Add lists to the export of a person; features do so when they are registered."""
    _sections.update({section.name: section for section in sections})


def erases(*erasures: Erasure) -> None:
    """Add what is deleted of a person who is anonymised."""
    _erasures.update({erasure.words: erasure for erasure in erasures})


def names_people(*texts: Text) -> None:
    """Add columns of texts that name people, to be cleaned of the name of who is anonymised."""
    _texts.extend(text for text in texts if all(known.column is not text.column for known in _texts))


def sections() -> list[Section]:
    """Give the lists of an export, in the order of the features."""
    return list(_sections.values())


def erasures() -> list[Erasure]:
    """Give what is deleted of a person who is anonymised."""
    return list(_erasures.values())


@dataclass(frozen=True)
class Called:
    """What a person is or was called."""

    name: str
    email: str
    handle: str


class Cleaner:
    """Puts neutral words where texts say a person's names, addresses or @handles, those of earlier days too.

    A name of one word may be a word of the language (“Will”): it goes only from lines that Stepwell wrote, as it is
    written.
    """

    def __init__(self, known: Iterable[Called]) -> None:
        names = {one.name for one in known}
        self.short = sorted(name for name in names if " " not in name)
        called = {name for name in names if " " in name} | {one.email for one in known}
        self.words = sorted(called | {f"@{one.handle}" for one in known})
        self._pattern = _any_of(self.words, re.IGNORECASE)
        self._short = _any_of(self.short)

    def __call__(self, text: str) -> str:
        """Give what somebody wrote without the person."""
        return self._pattern.sub(NAMELESS, text)

    def line(self, text: str) -> str:
        """Give what Stepwell wrote without the person."""
        return self._short.sub(NAMELESS, self(text)) if self.short else self(text)


def _any_of(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    said = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w@])(?:{said})(?!\w)", flags)


def clean_texts(session: Session, cleaner: Cleaner) -> int:
    """Take a person's name out of the texts that features told of, some hundreds at a time; gives how many."""
    changed = 0
    for text in _texts:
        words, clean = (cleaner.words, cleaner) if text.by_people else (cleaner.words + cleaner.short, cleaner.line)
        ways = {way for word in words for way in stored.spelled(word)}
        holds = or_(*(text.column.icontains(way, autoescape=True) for way in sorted(ways)))
        rows = session.execute(select(text.key, text.column).where(holds).order_by(text.key)).yield_per(AT_ONCE)
        new = [{"row": key, "said": said} for key, old in rows if (said := stored.retold(old, clean)) != old]
        table = text.key.class_.__table__
        change = update(table).where(table.c[text.key.key] == bindparam("row"))
        for start in range(0, len(new), AT_ONCE):
            session.execute(change.values({text.column.key: bindparam("said")}), new[start : start + AT_ONCE])
        changed += len(new)
    return changed
