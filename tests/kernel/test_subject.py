"""Subjects: a kind and an id, written and read as one word, in Python and in the database."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, select

from app.kernel.db.database import Database
from app.kernel.subject import Subject, SubjectText, subject_of

KINDS = st.text(st.characters(codec="ascii", exclude_characters=":"), min_size=1)


@given(KINDS, st.text())
def test_it_gives_back_of_what_it_is_made(kind: str, id: str) -> None:
    made = Subject.of(kind, id)
    assert (made.kind, made.id) == (kind, id)
    assert Subject(str(made)) == made == f"{kind}:{id}" and orjson.loads(orjson.dumps(made)) == made
    assert made.id_if(kind) == id and made.id_if(f"{kind}-") is None


def test_columns_hold_and_name_it(database: Database) -> None:
    things = Table("things", MetaData(), Column("id", String(9)), Column("about", SubjectText))
    with database.engine.begin() as connection:
        things.create(connection)
        connection.execute(
            things.insert(), [{"id": "a:1", "about": Subject.of("proposal", "a:1")}, {"id": "b", "about": None}]
        )
        said = connection.scalar(select(things.c.about).where(things.c.about == subject_of("proposal", things.c.id)))
        assert isinstance(said, Subject) and (said.kind, said.id) == ("proposal", "a:1")
        assert connection.scalar(select(things.c.about).where(things.c.id == "b")) is None
        things.drop(connection)
