"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support import clocks

ROOT = Path(__file__).resolve().parents[2]


def sources() -> Iterator[tuple[str, str]]:
    for folder in ("app", "processes"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def test_one_place_commits() -> None:
    committing = {name for name, text in sources() if re.search(r"\bsession\.commit\(", text)}
    assert committing == {"app/kernel/db/unit_of_work.py"}


def test_what_a_unit_of_work_carries_has_a_type() -> None:
    """Values travel in `UnitSession`, as fields or under a `UnitKey`, never under words in `session.info`."""
    assert {
        name for name, text in sources() if re.search(r"\bsession\.info\b|\.info(\[|\.(get|pop|setdefault)\()", text)
    } <= {
        "app/kernel/observability/tracing.py"  # what is kept with a connection
    }


def test_what_decorators_say_of_views_has_a_type() -> None:
    """A `Mark` keeps it; no attribute is set on a view, which nobody would find by its type."""
    assert {name for name, text in sources() if re.search(r"\bview\.\w+ = ", text)} == set()


def test_one_place_asks_for_the_time() -> None:
    asking = {name for name, text in sources() if re.search(r"datetime\.(now|utcnow|today)\(", text)}
    assert asking <= {"app/kernel/times/clock.py"}


def test_what_a_token_keeps_is_typed() -> None:
    """Tokens keep a TokenState; SpiffWorkflow's dictionary of words is used nowhere."""
    assert {name for name, text in sources() if "internal_data" in text} == set()


def test_no_file_is_long() -> None:
    """Past 250 lines a file becomes several, each with a noun of its own."""
    long = {name: len(text.splitlines()) for name, text in sources() if "/migrations/" not in name}
    assert {name: lines for name, lines in long.items() if lines > 250} == {}


MOST_MODULES = 12


def test_no_folder_is_crowded() -> None:
    """Past twelve modules a folder is parted by what an engineer of the field would look for, never by letters."""
    paths = (Path(name) for name, _text in sources())
    modules = Counter(
        path.parent.as_posix() for path in paths if path.stem != "__init__" and path.parent.name != "versions"
    )
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


def test_what_runs_under_other_clocks_is_there() -> None:
    """Files are named one by one; one that moved would run under no clock any more, and nobody would hear of it."""
    assert [name for name in clocks.FILES if not (ROOT / "tests" / name).exists()] == []


def test_nothing_is_left_to_do_later() -> None:
    marks = re.compile(rf"\b({'TO'}DO|{'FIX'}ME)\b")
    left = {name for name, text in sources() if marks.search(text)}
    assert left == set()


def test_how_people_vote_is_known_to_the_method_alone() -> None:
    """Proposals ask the method of a ballot; which methods there are stands once, in the registry."""
    words = re.compile(r"""["'](yes|no|abstain)["']|\bTally\b|yes_no_abstain""")
    folders = [ROOT / "app" / feature for feature in ("decision_policy", "impact", "improve", "proposals")]
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for folder in folders
        for path in (*folder.rglob("*.py"), *folder.rglob("*.html"))
    }
    assert [name for name, text in files.items() if words.search(text)] == []
    naming = {name for name, text in sources() if "methods.yes_no_abstain" in text}
    assert {name for name in naming if not name.startswith("app/ballots/methods/yes_no_abstain/")} == {
        "app/ballots/methods/__init__.py"
    }


def test_every_link_of_the_documentation_leads_to_a_file() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())]
    assert len(links) > 60
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    rows = re.findall(r"^\| ([^|]*`[^|]*) \|", (ROOT / "docs/reference/glossary.md").read_text(), re.M)
    names = {name for row in rows for name in re.findall(r"`([\w.]+)`", row)}
    texts = [*(text for _, text in sources()), *(path.as_posix() for path in ROOT.glob("processes/**/*.py"))]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    assert len(names) > 40
    assert sorted(name for name in names if name.split(".")[-1] not in words) == []
