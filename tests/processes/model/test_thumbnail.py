"""Small pictures: of any model with a diagram, bounded, and never with what somebody wrote."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.model import parse, thumbnail, with_diagram
from processes.model.layout.thumbnail import LARGEST
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.models import chain

NUMBER = re.compile(r"-?[0-9]+")
DRAWN = chain("A", "B", "C").xml()


def test_each_step_event_and_way_is_drawn() -> None:
    picture = thumbnail(parse(DRAWN))
    assert [picture.count(f"<{kind}") for kind in ("rect", "circle", "polyline")] == [3, 2, 4]
    assert "text" not in picture


def test_without_a_diagram_there_is_no_picture() -> None:
    bare = DRAWN[: DRAWN.index(b"<bpmndi:BPMNDiagram")] + b"</definitions>"
    assert thumbnail(parse(bare)) == "" and thumbnail(parse(with_diagram(parse(bare))))


@pytest.mark.parametrize("value", ["nan", "inf", "-1e308", "1e9", "x", ""])
def test_a_box_that_is_none_is_left_out(value: str) -> None:
    picture = thumbnail(parse(DRAWN.replace(b'x="150" y="90"', f'x="{value}" y="90"'.encode())))
    assert picture.count("<rect") == 2 and "nan" not in picture and "inf" not in picture


def test_a_picture_has_a_bound() -> None:
    picture = thumbnail(parse(chain(*(f"N{number}" for number in range(450))).xml()))
    assert picture.count("<rect") + picture.count("<circle") == 400 == picture.count("<polyline")


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_a_coordinate_of_any_kind_gives_well_formed_svg(value: str) -> None:
    root = etree.fromstring(DRAWN)
    try:
        next(root.iter("{*}waypoint")).set("x", value)
    except ValueError:
        return
    picture = etree.fromstring(thumbnail(parse(etree.tostring(root))))
    ways = [way.get("points").split() for way in picture.iter("{*}polyline")]
    assert [len(way) % 2 for way in ways] == [0] * 4
    assert all(NUMBER.fullmatch(one) and abs(int(one)) <= LARGEST for way in ways for one in way)


@needs_corpus
def test_real_files_have_pictures_with_numbers_only() -> None:
    for path in sorted((CORPUS / "miwg").glob("*.bpmn")):
        picture = etree.fromstring(thumbnail(parse(with_diagram(parse(path.read_bytes())))))
        assert len(picture[0]) > 3
