"""Pictures of all pages, as everybody, at every width, by day and by night, to look through."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from playwright.sync_api import Browser, Page

from tests.browser.probe import crawl
from tests.browser.probe.crawl import Shown
from tests.browser.probe.window import HEIGHTS, THEMES, WIDTHS, Window
from tests.browser.probe.world import NOBODY, ROLES, World

SCREENS = 3
SHEET = Template((Path(__file__).parent / "gallery.html").read_text(encoding="utf-8"))


@dataclass
class Gallery:
    """A folder with pictures, and a page that shows them by route, role, width and theme."""

    folder: Path
    seen: list[tuple[Shown, list[str]]] = field(default_factory=list)

    def fill(self, browser: Browser, house: World, *, alike: bool = True) -> int:
        """Take pictures of all pages, or of one of those that are built `alike`; gives how much is wrong with them."""
        found = crawl.pages(house)
        shown = found if alike else crawl.unlike(found)
        (self.folder / "pictures").mkdir(parents=True, exist_ok=True)
        for role in (NOBODY, *ROLES):
            window = Window.opened(browser, house.url, house.cookies.get(role, ""))
            for page in (one for one in shown if one.role == role):
                self._look(window, page)
            window.close()
        (self.folder / "index.html").write_text(self.page(), encoding="utf-8")
        return sum(len(wrong) for _, wrong in self.seen)

    def _look(self, window: Window, page: Shown) -> None:
        number = len(self.seen)

        def picture(of: Page, width: int, theme: str) -> None:
            high = of.evaluate("document.documentElement.scrollHeight")
            clip = {"x": 0, "y": 0, "width": width, "height": min(high, SCREENS * HEIGHTS[width])}
            path = self.folder / "pictures" / _name(number, width, theme)
            of.screenshot(path=path, full_page=True, clip=clip, type="jpeg", quality=70)  # type: ignore[arg-type]

        window.go(page.path)
        self.seen.append((page, window.look(picture, whole=True)))

    def page(self) -> str:
        """Give the page that shows the pictures."""
        numbered = sorted(enumerate(self.seen), key=lambda one: (one[1][0].kind, one[1][0].path))
        body = [f"<h1>{len(self.seen)} pages</h1>"]
        for kind, group in groupby(numbered, key=lambda one: one[1][0].kind):
            body.append(f"<h2>{escape(kind)}</h2>")
            body += [_shown(number, shown, wrong) for number, (shown, wrong) in group]
        choices = {"role": (NOBODY, *ROLES), "width": WIDTHS, "theme": THEMES}
        picks = "".join(_pick(name, tuple(map(str, values))) for name, values in choices.items())
        return SHEET.substitute(picks=picks, body="\n".join(body))


def _name(number: int, width: int, theme: str) -> str:
    return f"{number:04}-{width}-{theme}.jpg"


def _pick(name: str, values: tuple[str, ...]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return f'<label>{name} <select name="{name}"><option value="">all</option>{options}</select></label>'


def _shown(number: int, page: Shown, wrong: list[str]) -> str:
    pictures = "".join(
        f'<figure data-width="{width}" data-theme="{theme}"><a href="pictures/{_name(number, width, theme)}">'
        f'<img loading="lazy" alt="" src="pictures/{_name(number, width, theme)}"></a>'
        f"<figcaption>{width} px, {theme}</figcaption></figure>"
        for theme in THEMES
        for width in WIDTHS
    )
    faults = f"<ul class=wrong>{''.join(f'<li>{escape(one)}</li>' for one in wrong)}</ul>" if wrong else ""
    head = f"<h3>{escape(page.role)}: {escape(page.path)}</h3>{faults}"
    return f'<section data-role="{escape(page.role)}">{head}<div class=row>{pictures}</div></section>'
