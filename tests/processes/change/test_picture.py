"""A change as one picture: whole, marked without colour alone, safe to show, and the same for the same models."""

from __future__ import annotations

import pytest
from lxml import etree

from processes import change
from processes.change import Eliminate, Heading, apply, operation_from
from processes.model import Model
from tests.processes.change.support import read
from tests.processes.models import Sketch, chain, varied

SVG = "{http://www.w3.org/2000/svg}"


def changed(before: Model, **operation: object) -> Model:
    made = apply(before, [operation_from(operation)]).model
    assert made is not None
    return made


LOANS = Heading("Loans", "Version 1 → version 2")


def drawn(before: Model, after: Model, heading: Heading = LOANS) -> etree._Element:
    return etree.fromstring(change.picture(before, after, heading).encode())


def texts(svg: etree._Element) -> list[str]:
    return ["".join(map(str, one.itertext())) for one in svg.iter(f"{SVG}text")]


def elements(svg: etree._Element) -> list[str]:
    return [str(one.get("data-element")) for one in svg.iter(f"{SVG}g") if one.get("data-element")]


def test_what_went_stays_on_it_as_a_struck_ghost_with_a_label_and_in_the_legend() -> None:
    before = read(chain("A", "B", "C"))
    svg = drawn(before, changed(before, kind="eliminate", step="B"))
    assert {"start", "A", "B", "C", "end"} <= set(elements(svg))
    assert texts(svg).count("− gone") == 2
    struck = [one for one in svg.iter(f"{SVG}text") if one.get("text-decoration") == "line-through"]
    assert ["".join(map(str, one.itertext())) for one in struck] == ["B"]
    assert [one.text for one in svg.iter(f"{SVG}title")] == ["Loans: Version 1 → version 2"]


def test_what_came_is_marked_by_its_stroke_and_a_label() -> None:
    before = read(varied())
    svg = drawn(before, changed(before, kind="insert", at={"after": "A"}, type="userTask", title="Look again"))
    assert "Look again" in texts(svg)
    assert texts(svg).count("+ new") == 2


def test_all_that_is_drawn_has_room_on_it() -> None:
    before = read(varied())
    svg = drawn(before, changed(before, kind="eliminate", step="B"))
    left, top, width, height = map(float, str(svg.get("viewBox")).split())
    assert (left, top) == (0, 0)
    inner = [one for one in svg.iter(f"{SVG}g") if str(one.get("transform")).startswith("translate") and len(one) > 2]
    x, y = map(float, str(inner[0].get("transform"))[10:-1].split())
    for box in inner[0].iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", 0)) + x <= width - float(box.get("width", 0))
        assert 0 <= float(box.get("y", 0)) + y <= height - float(box.get("height", 0))


def test_names_of_files_do_nothing_in_it() -> None:
    before = read(chain("&lt;script&gt;alert(1)&lt;/script&gt;", "B"))
    svg = drawn(before, changed(before, kind="eliminate", step="B"), Heading("<img src=x onerror=alert(1)>"))
    assert not [one for one in svg.iter() if one.tag in (f"{SVG}script", f"{SVG}img", f"{SVG}a", f"{SVG}image")]
    assert any("<script>" in text for text in texts(svg))


def test_it_is_the_same_for_the_same_models() -> None:
    before = read(varied())
    after = changed(before, kind="parallelise", steps=["A", "B"])
    assert change.picture(before, after, Heading("X")) == change.picture(before, after, Heading("X"))


@pytest.mark.parametrize("width", [b"NaN", b"1e309", b"-5"])
def test_a_box_that_cannot_be_drawn_is_left_out(width: bytes) -> None:
    xml = chain("A", "B").xml().replace(b'width="100"', b'width="' + width + b'"', 1)
    before = read(xml)
    assert "B" in elements(drawn(before, before))


def test_long_names_are_wrapped_and_cut() -> None:
    before = read(
        chain("A very long name of a step that says far more than a box of a hundred by eighty can hold " * 3)
    )
    (name,) = [text for text in texts(drawn(before, before)) if text.startswith("A very")]
    assert name.endswith("…")


def test_markdown_says_where_who_and_how_many_and_escapes_what_it_would_read() -> None:
    sketch = chain("A", "B*bold*", "C")
    sketch.lanes = {"Sales": ["start", "A", "B*bold*"], "Legal": ["C", "end"]}
    before = read(sketch)
    made = apply(before, [Eliminate("B*bold*")])
    assert made.model is not None and made.difference is not None
    said = change.as_markdown(
        "Loans", "Take it out", made.difference, change.strip(before, made.model, made.difference)
    )
    lines = said.splitlines()
    assert lines[:3] == ["# Loans", "", "Take it out."]
    assert "| Steps | 3 | 2 |" in lines
    assert "- Before: A → ~~B\\*bold\\*~~ → C" in lines
    assert "- “B\\*bold\\*” is taken out (lane Sales)." in lines
    found = made.difference
    said = change.as_markdown("A &lt;b> &amp; B", "", found, change.strip(before, made.model, found))
    assert said.startswith("# A \\&lt;b\\> \\&amp; B\n")


def test_markdown_shows_which_words_of_a_text_changed() -> None:
    def taught(text: str) -> Model:
        sketch = Sketch()
        sketch.node("start", "startEvent")
        sketch.node("A", "userTask", "A", "", f"<documentation>{text}</documentation>")
        sketch.flow("start", "A")
        return read(sketch)

    before, after = (
        taught("Look at every line of the bill twice, and sign it."),
        taught("Look at every line of the bill once, and sign it."),
    )
    found = change.diff(before, after)
    said = change.as_markdown("Bills", "", found, change.strip(before, after, found))
    assert "  > Look at every line of the bill ~~twice,~~ **once,** and sign it." in said.splitlines()
