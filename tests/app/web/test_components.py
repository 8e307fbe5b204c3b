"""The components: what they write is escaped, labelled, and allowed by the content security policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import html
from markupsafe import Markup

from app.kernel.i18n import templates as speaking
from app.taskforms.forms import form_view

APP = Path(__file__).resolve().parents[3] / "app"
TEMPLATES = sorted(APP.glob("*/templates/**/*.html"))
ICONS = set((APP / "frontend" / "icons.txt").read_text().split())
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture
def env() -> Environment:
    """Give the templates with stand-ins for what the kernel adds."""
    env = Environment(
        loader=FileSystemLoader(APP / "web" / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    env.globals.update(
        url_for=lambda endpoint, **given: "/static/" + given.get("filename", endpoint),
        static_address=lambda name: f"/static/{name}",
        csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="t">'),
        csrf_token=lambda: "t",
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        form_view_of=form_view,
        worker_url=lambda: "",
    )
    speaking.register(env)
    env.filters.update(ago=str, in_full=str, in_words=lambda at, words: words, moments=str, markdown=str)
    return env


def show(env: Environment, source: str, **context: object) -> html.HtmlElement:
    """Render a snippet that uses the components."""
    return html.fragment_fromstring(
        env.from_string('{% import "ui.html" as ui %}' + source).render(**context), create_parent="div"
    )


def test_every_icon_of_the_style_guide_is_in_the_sprite(env: Environment) -> None:
    page = env.get_template("style_guide.html").render(actor={"id": "p", "name": "Ada"})
    used = set(re.findall(r"icons\.svg#([\w-]+)", page))
    assert used and used <= ICONS
    sprite = (APP / "static" / "dist" / "icons.svg").read_text()
    assert set(re.findall(r'symbol id="([\w-]+)"', sprite)) == ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son(click|load|error|submit|change|input)=", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_only_what_has_to_be_chosen_is_required(path: Path) -> None:
    """A browser does not send a form, such as a filter, with a required list of which the blank line is chosen."""
    for one in path.read_text().split("ui.select(")[1:]:
        blank = re.search(r'\bblank="([^"]*)"', one.partition("}}")[0])
        assert blank is None or blank[1] == "Choose" or "required=True" not in one.partition("}}")[0]


def test_a_list_whose_blank_line_is_an_answer_is_neither_required_nor_called_optional(env: Environment) -> None:
    shown = show(env, '{{ ui.select("state", "State", [("a", "A")], blank="any", optional_mark=False) }}')
    (chosen,) = shown.iter("select")
    assert chosen.get("required") is None and "optional" not in shown.text_content()


def test_every_field_has_a_label_and_its_error(env: Environment) -> None:
    kinds = {
        "text": {"type": "string"}, "whole": {"type": "integer"}, "sum": {"type": "number"},
        "sure": {"type": "boolean"}, "pick": {"enum": ["a", "b"]}, "many": {"enum": list("abcdefg")},
        "one": {"oneOf": [{"const": 1, "title": "One"}]},
        "day": {"type": "string", "format": "date"}, "at": {"type": "string", "format": "date-time"},
        "mail": {"type": "string", "format": "email"}, "long": {"type": "string", "format": "textarea"},
        "some": {"type": "array", "items": {"enum": ["a", "b"]}},
    }  # fmt: skip
    schema = {"type": "object", "properties": kinds, "required": list(kinds)}
    errors = {name: f"Wrong {name}" for name in kinds}
    shown = show(env, "{{ ui.schema_form(schema, {}, errors) }}", schema=schema, errors=errors)
    labelled = {label.get("for") for label in shown.iter("label")}
    for control in shown.iter("input", "select", "textarea"):
        assert control.get("type") == "hidden" or control.get("id") in labelled
    assert all(shown.get_element_by_id(f"f-{name}") is not None for name in kinds)
    assert all(f"Wrong {name}" in shown.text_content() for name in kinds)


def test_what_people_write_is_text(env: Environment) -> None:
    shown = show(
        env,
        """{{ ui.field("a", evil, evil, hint=evil, error=evil) }}{{ ui.badge(evil) }}{{ ui.person(evil) }}
        {{ ui.outline([{"depth": 0, "id": evil, "type": evil, "name": evil, "lane": evil,
            "next": evil}], "/s/{step}") }}
        {{ ui.diagram("/x", evil, overlays=[{"step": evil, "kind": "flag", "text": evil, "title": evil}]) }}
        {{ ui.compare("/a", "/b", {"removed": [{"id": evil, "label": evil}]}, evil) }}
        {{ ui.table([evil], [[evil]]) }}""",
        evil=EVIL,
    )
    assert not list(shown.iter("img"))
    assert all("<img" not in (script.text or "") for script in shown.iter("script"))


def test_a_vote_is_given_by_buttons_that_say_which_is_mine(env: Environment) -> None:
    choices = '[("yes", "Yes", "check"), ("no", "No", "x"), ("abstain", "Abstain", "minus")]'
    choices = f'{{{{ ui.vote_choices({choices}, mine="no") }}}}'
    shown = show(env, f'{{% call ui.vote_form("/vote") %}}{choices}{{% endcall %}}')
    pressed = {button.get("value"): button.get("aria-pressed") for button in shown.iter("button")}
    assert pressed == {"yes": "false", "no": "true", "abstain": "false"}


def test_a_cell_of_words_and_links_is_one_thing_beside_its_label(env: Environment) -> None:
    """On a phone a cell is a grid of its label and what it says: more than one element would fall apart."""
    cell = Markup('<a href="/p">Ada</a> gave <a href="/q">Ben</a> a role')
    table = show(env, '{{ ui.table(["No.", "What"], [[1, cell]], "Log", [0]) }}', cell=cell)
    cells = table.findall(".//td")
    assert [len(one) for one in cells] == [1, 1] and all(not (one.text or "").strip() for one in cells)
    assert cells[1][0].text_content() == "Ada gave Ben a role"


def test_a_row_says_which_cell_it_is_about_and_which_say_nothing_on_a_phone(env: Environment) -> None:
    head, rows = '["", "Name", "Unit", "People", "Role", ""]', '[["x", "Ada", "–", 7, "Admin", "Change"]]'
    table = show(env, f"{{{{ ui.table({head}, {rows}, numeric=[3], labelled=[3]) }}}}")
    kinds = [" ".join((cell.get("class") or "").split()) for cell in table.findall(".//tbody//td")]
    assert kinds == ["cell-pick", "cell-lead", "cell-blank", "cell-labelled num", "cell-then", "cell-act"]
    log = show(env, '{{ ui.table(["No.", "What"], [[1, "Ada left"]], said_by=1) }}')
    assert [cell.get("class").strip() for cell in log.findall(".//td")] == ["", "cell-lead cell-sentence"]
