"""A change to take away, of a proposal and of two versions: picture, Markdown, paper, for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from lxml import etree, html

from app.commands.models.diffing import diff_command
from processes.change import Eliminate, apply
from processes.model import parse as read
from tests.app.proposals.room import Room, send
from tests.factories import models


def test_a_proposal_can_be_taken_away_as_picture_text_and_paper(room: Room) -> None:
    path = send(room)
    page = html.fromstring(room.get("wanda", f"{path}?tab=drawing"))
    assert [a.get("href") for a in page.xpath('//p[@class="take-away"]/a')] == [
        f"{path}/change.svg", f"{path}/change.md", f"{path}/paper",
    ]  # fmt: skip
    answer = room.browsers["wanda"].get(f"{path}/change.svg")
    assert answer.content_type == "image/svg+xml" and "sandbox" in answer.headers["Content-Security-Policy"]
    assert "− gone" in answer.text and "Take out “Print form”." in answer.text
    assert etree.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"
    text = room.get("wanda", f"{path}/change.md")
    assert "- “Print form” is taken out." in text.splitlines() and text.endswith("## Why\n\nNobody reads it.\n")
    paper = room.get("wanda", f"{path}/paper")
    assert f'src="{path}/change.svg"' in paper and "“Print form” is taken out." in paper and "Nobody reads it." in paper


def test_two_versions_can_be_taken_away_too(room: Room) -> None:
    room.post("olga", "/processes/brief/versions/new", bpmn=models.linear("Write brief", "Check", "Send").decode())
    page = html.fromstring(room.get("wim", "/processes/brief/compare?from=1&to=2"))
    picture, text, paper = (a.get("href") for a in page.xpath('//p[@class="take-away"]/a'))
    assert "Version 1 → version 2" in room.get("wim", picture)
    assert "| Steps | 4 | 3 |" in room.get("wim", text)
    assert "“Print form” is taken out." in room.get("wim", paper)


def test_programs_ask_for_a_format_by_name_or_by_what_they_accept(room: Room, client, unit) -> None:
    path = send(room)
    browser = room.browsers["wim"]
    proposal = f"/api/v1{path}/diff"
    assert [one["kind"] for one in browser.get(proposal).json["changes"]] == ["eliminated", "rerouted"]
    assert browser.get(proposal, query_string={"format": "svg"}).content_type == "image/svg+xml"
    assert browser.get(proposal, headers={"Accept": "text/markdown"}).content_type.startswith("text/markdown")
    assert browser.get(proposal, query_string={"format": "png"}).status_code == 422
    diff = "/api/v1/processes/brief/diff?from=1&to=1"
    assert browser.get(diff).json["summary"] == "Nothing changed."
    assert browser.get(diff, headers={"Accept": "image/svg+xml"}).content_type == "image/svg+xml"
    assert browser.get(f"{diff}&format=markdown").text.startswith("# Write a brief: Version 1 → version 1")


def test_whoever_does_not_see_it_gets_none_of_it(room: Room, client) -> None:
    path = send(room)
    for end in ("change.svg", "change.md", "paper"):
        assert client.get(f"{path}/{end}").status_code in (302, 303, 401, 404)


def test_the_command_draws_and_writes(tmp_path: Path) -> None:
    before, after, out = tmp_path / "before.bpmn", tmp_path / "after.bpmn", tmp_path / "out.svg"
    before.write_bytes(models.linear("A", "B", "C"))
    model = read(models.linear("A", "B", "C"))
    changed = apply(model, [Eliminate("B")]).model
    assert changed is not None
    after.write_bytes(changed.xml)
    told = CliRunner().invoke(diff_command, [str(before), str(after), "--svg", str(out), "--markdown"])
    assert told.exit_code == 0, told.output
    assert "- “B” is taken out." in told.output.splitlines()
    assert "before.bpmn → after.bpmn" in out.read_text()
    said = CliRunner().invoke(diff_command, [str(before), str(after), "--json"])
    assert json.loads(said.output)["operations"][0]["step"] == "B"
