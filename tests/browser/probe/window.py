"""A browser window that goes from page to page and says what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.person import AXE, DRAWN, HIGHEST, TAGS, WATCH

WIDTHS = (390, 768, 900, 1280, 1920)
THEMES = ("light", "dark")
DESK = 1280
HEIGHTS = {390: 844, 768: 1024, 900: 900, 1280: 900, 1920: 1080}
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
LIMITS = {"room": 0.7, "drawn": 10.9}
PLAIN_BYTES, DRAWN_BYTES = 90_000, 190_000
OPEN = """
() => [...document.querySelectorAll('#main details:not([open], .menu, .tool)')].filter(
  (fold) => (fold.open = true)).length
"""
PLACES = """
() => [...document.querySelectorAll('body *')].map((one) => one.getBoundingClientRect()).map(
  ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join()).join(' ')
"""
DEAD = """
() => [...document.querySelectorAll('button[type=button], [role=button], [role=tab]:not(a)')].filter(
  (one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML.slice(0, 160))
"""
STAND = """
() => [...document.querySelectorAll('#main *')].filter((one) => getComputedStyle(one).position === 'sticky').forEach(
  (one) => (one.style.position = 'static'))
"""
OF_THEMES = ["color-contrast"]
AXE_RUN = """
async ([tags, rules]) => (await axe.run(document, {
  resultTypes: ['violations'], runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
})).violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`))
"""
Picture = Callable[[Page, int, str], None]


@dataclass
class Window:
    """Somebody's window; `problems` is what the browser complained about since they were last asked for."""

    context: BrowserContext
    page: Page
    url: str
    scripts: bool = True
    problems: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, browser: Browser, url: str, cookie: str = "", *, scripts: bool = True) -> Window:
        """Open a window, signed in where there is a session, without JavaScript if not `scripts`."""
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, reduced_motion="reduce", service_workers="block",
            java_script_enabled=scripts,
        )  # fmt: skip
        context.set_default_timeout(60_000)
        if cookie:
            context.add_cookies([{"name": "stepwell_session", "value": cookie, "url": url}])
        page = context.new_page()
        if scripts:
            page.add_init_script(WATCH)
        window = cls(context, page, url, scripts)
        page.on("console", lambda message: window._said(message.type, message.text))
        page.on("pageerror", lambda error: window.problems.append(f"error: {error}"))
        wire = context.new_cdp_session(page)
        names: dict[str, str] = {}
        wire.on("Network.requestWillBeSent", lambda told: window._asks(names, told))
        wire.on("Network.loadingFinished", lambda told: window._got(names, told))
        wire.send("Network.enable")
        return window

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(f"console: {text}")

    def _asks(self, names: dict[str, str], told: dict[str, Any]) -> None:
        names[told["requestId"]] = told["request"]["url"]
        self.asked.append(told["request"]["url"])

    def _got(self, names: dict[str, str], told: dict[str, Any]) -> None:
        url = names.get(told["requestId"], "")
        self.sent[url] = max(self.sent.get(url, 0), int(told["encodedDataLength"]))

    def go(self, path: str) -> int:
        """Open a page and wait until it is drawn; gives its status."""
        self.problems.clear()
        self.asked.clear()
        self.resized(WIDTHS[0])
        answer = self.page.goto(self.url + path, wait_until="load")
        assert answer is not None, path
        if self.scripts:
            self.page.wait_for_function(DRAWN)
        if answer.status >= 400:
            self.problems[:] = [said for said in self.problems if f"status of {answer.status}" not in said]
        return answer.status

    def look(self, picture: Picture | None = None, *, whole: bool = False) -> list[str]:
        """Say what is wrong with the page that is open: at each width by day and by night, then with its folds open.

        By night that is measured again where anything has another place or size than by day. What axe knows is asked
        on a phone by day and at a desk by night; `whole` asks it by night with folds shut, too.
        """
        found = [*self.problems, *self._weighed(), *self.page.evaluate("window.__violations")]
        for width in WIDTHS:
            self.resized(width)
            places = ""
            for theme in THEMES:
                self.page.emulate_media(color_scheme=theme)
                before, places = places, self.page.evaluate(PLACES)
                found += self.measured(width, theme) if places != before else ()
                if picture:
                    picture(self.page, width, theme)
        self.resized(WIDTHS[0])
        found += [f"dark: {one}" for one in self.axe()] if whole else ()
        self.page.emulate_media(color_scheme="light")
        found += [f"light: {one}" for one in self.axe()]
        self.page.emulate_media(color_scheme="dark")
        opened = self.page.evaluate(OPEN)
        for width in (WIDTHS[0], DESK) if opened else (DESK,):
            self.resized(width)
            found += self.measured(width, "dark, opened", fitted=False) if opened else ()
        found += [f"dark, opened: {one}" for one in self.axe(None if opened else OF_THEMES)]
        self.page.emulate_media(color_scheme="light")
        return found

    def resized(self, width: int) -> None:
        """Make the window as wide as this, and as high as such windows are."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    def measured(self, width: int, how: str, *, fitted: bool = True) -> list[str]:
        """Say what is wrong with the place and size of what is there, in a window as wide as it is now.

        Where it is not `fitted`, somebody has opened folds or zoomed: what is far down or small is so on demand.
        """
        wrong = self.page.evaluate(MEASURE, {**LIMITS, "fitted": fitted})
        return [f"{width} px, {how}: {one}" for one in wrong]

    def axe(self, rules: list[str] | None = None) -> list[str]:
        """Give what axe finds wrong with the page as it is now, by all rules or some.

        The window is made as high as the page: of what a bar covers half, axe takes the other half for all. On a page
        that is higher than any window, bars stand where they are written.
        """
        high = int(self.page.evaluate("document.documentElement.scrollHeight"))
        if high > HIGHEST:
            self.page.evaluate(STAND)
        self.page.set_viewport_size({"width": self.page.evaluate("innerWidth"), "height": min(high, HIGHEST)})
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(AXE_RUN, [TAGS, rules])
        return found

    def weight(self) -> int:
        """Give the bytes that travel for this page when nothing of it is in the browser yet."""
        return sum(self.sent.get(url, 0) for url in set(self.asked))

    def _weighed(self) -> list[str]:
        drawn = self.page.evaluate("() => document.querySelector('figure[data-island] .canvas') !== null")
        most = DRAWN_BYTES if drawn else PLAIN_BYTES
        return [f"weight: {self.weight()} of at most {most} bytes"] if self.weight() > most else []

    def look_without_scripts(self) -> list[str]:
        """Say what is wrong with the page that is open where no script runs: its places, and what does nothing."""
        found = list(self.problems)
        for width in (WIDTHS[0], DESK):
            self.resized(width)
            found += self.measured(width, "without scripts")
        dead = self.page.evaluate(DEAD)
        return found + [f"without scripts: does nothing: {one}" for one in dead]

    def close(self) -> None:
        """Close the window."""
        self.context.close()
