"""The strip of a change shows the touched steps and their neighbours, and nothing else."""

from __future__ import annotations

from processes.change import Eliminate, Instruct, Retitle, Strip, diff, strip
from processes.model import Model
from tests.factories import models
from tests.processes.change.support import done, read


def _strip(before: Model, after: Model) -> Strip:
    return strip(before, after, diff(before, after))


def _drawn(columns) -> list[list[str]]:
    signs = {"gone": "-", "new": "+", "changed": "~", "": ""}
    return [[signs[box.mark] + box.name for box in column.boxes] for column in columns]


def _line(*names: str) -> bytes:
    return models.linear(*names)


def test_a_step_that_goes_stands_between_its_neighbours_and_they_close_up() -> None:
    before = _line("Write", "Check", "Print", "Sign", "File")
    (piece,) = _strip(read(before), done(before, Eliminate("Print"))).pieces
    assert _drawn(piece.before) == [["Check"], ["-Print"], ["Sign"]]
    assert _drawn(piece.after) == [["Check"], ["Sign"]]
    assert not piece.keeps_its_way


def test_a_step_that_comes_is_marked_in_the_row_after() -> None:
    before = _line("Write", "Check", "Print")
    (piece,) = _strip(done(before, Eliminate("Check")), read(before)).pieces
    assert _drawn(piece.before) == [["Write"], ["Print"]]
    assert _drawn(piece.after) == [["Write"], ["+Check"], ["Print"]]


def test_a_new_name_shows_both_and_a_new_text_one_row() -> None:
    before = _line("Write", "Check", "Print")
    (piece,) = _strip(read(before), done(before, Retitle("Check", "Check twice"))).pieces
    assert _drawn(piece.before) == [["Write"], ["~Check"], ["Print"]]
    assert _drawn(piece.after) == [["Write"], ["~Check twice"], ["Print"]]
    (piece,) = _strip(read(before), done(before, Instruct("Check", "Look twice."))).pieces
    assert piece.keeps_its_way


def test_places_apart_are_pieces_and_what_finds_no_room_is_counted() -> None:
    names = [f"Step {n}" for n in range(40)]
    before = _line(*names)
    after = done(before, *(Eliminate(f"Step_{n}") for n in (3, 4, 20, 30)))
    found = _strip(read(before), after)
    assert [_drawn(piece.after) for piece in found.pieces] == [
        [["Step 2"], ["Step 5"]],
        [["Step 19"], ["Step 21"]],
        [["Step 29"], ["Step 31"]],
    ]
    assert found.more == 0
    many = _strip(read(before), done(before, *(Eliminate(f"Step_{n}") for n in range(0, 40, 4))))
    assert len(many.pieces) == 3
    assert many.more == 7


def test_what_goes_on_side_by_side_stands_in_one_column_past_the_gateway() -> None:
    inside = (
        '<startEvent id="begin"/><endEvent id="done"/><parallelGateway id="split"/><parallelGateway id="join"/>'
        + "".join(models.task(name) for name in ("Brief", "Print", "Draw", "Write"))
        + models.chain("begin", "Brief", "Print", "split", "Draw", "join", "done")
        + models.chain("split", "Write", "join")
    )
    before = models.bpmn(inside)
    (piece,) = _strip(read(before), done(before, Eliminate("Print"))).pieces
    assert _drawn(piece.before) == [["Brief"], ["-Print"], ["Draw", "Write"]]
    assert _drawn(piece.after) == [["Brief"], ["Draw", "Write"]]


def test_a_loop_and_no_change_at_all_are_fine() -> None:
    inside = (
        '<startEvent id="begin"/><endEvent id="done"/><exclusiveGateway id="again" default="again-done"/>'
        + models.task("Write")
        + models.task("Check")
        + models.chain("begin", "Write", "Check", "again", "done")
        + models.flow("again", "Write", condition="bad")
    )
    before = models.bpmn(inside)
    (piece,) = _strip(read(before), done(before, Retitle("Check", "Look"))).pieces
    assert [step for column in _drawn(piece.after) for step in column].count("~Look") == 1
    assert _strip(read(before), read(before)) == Strip()
